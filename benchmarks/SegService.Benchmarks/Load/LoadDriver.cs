using System.Diagnostics;
using System.Net.Sockets;

namespace SegService.Benchmarks.Load;

/// <summary>
/// Posts images to a service, so many requests at once, each caller sending its next image when it has the answer to its last. A
/// number after each image's end makes its bytes new, so that nothing remembered of it helps. A caller is a thread that waits in the
/// system for its answer, for the driver runs on the cores that the service is measured on.
/// </summary>
/// <param name="address">Where images are posted, as the raw body.</param>
/// <param name="images">Encoded, of formats whose decoders stop at the image's end; sent in turn.</param>
internal sealed class LoadDriver(Uri address, IReadOnlyList<byte[]> images) : IDisposable
{
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        MaxConnectionsPerServer = 256, UseProxy = false, ActivityHeadersPropagator = null,
        ConnectCallback = (context, _) => ValueTask.FromResult<Stream>(Connect(context)),
        PooledConnectionIdleTimeout = TimeSpan.FromDays(1), // an idle connection is looked at by an asynchronous read
    });

    private readonly long _salt = Stopwatch.GetTimestamp();
    private int _next;

    /// <exception cref="HttpRequestException">An answer was not 200.</exception>
    public async Task<LoadResult> RunAsync(int concurrency, TimeSpan turn, CancellationToken stop)
    {
        var start = Stopwatch.GetTimestamp();
        var answers = await Task.WhenAll(Enumerable.Range(0, concurrency).Select(_ =>
            Task.Factory.StartNew(Call, stop, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        return new LoadResult([.. answers.SelectMany(caller => caller)], Stopwatch.GetElapsedTime(start));

        List<Answer> Call()
        {
            var own = new List<Answer>();
            while (Stopwatch.GetElapsedTime(start) < turn)
                own.Add(Post(stop));
            return own;
        }
    }

    /// <summary>One image, to its answer's last byte.</summary>
    public Answer Post(CancellationToken stop)
    {
        var number = Interlocked.Increment(ref _next);
        using var request = new HttpRequestMessage(HttpMethod.Post, address);
        request.Content = new NumberedImage(images[number % images.Count], _salt + number);
        var start = Stopwatch.GetTimestamp();
        using var response = _http.Send(request, stop);
        response.EnsureSuccessStatusCode().Content.CopyTo(Stream.Null, null, stop);
        var elapsed = Stopwatch.GetElapsedTime(start);
        return new Answer(elapsed.TotalMilliseconds, ServerTiming.Read(response.Headers));
    }

    public void Dispose() => _http.Dispose();

    /// <summary>By system calls that block, which the handler's own connections have not: they go through the thread pool, whose threads spin.</summary>
    private static NetworkStream Connect(SocketsHttpConnectionContext context)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(context.DnsEndPoint);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
