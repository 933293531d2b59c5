using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;

namespace SegService.Benchmarks.Load;

/// <summary>
/// Posts images to a service, so many requests at once, each caller sending its next image when it has the answer to its last. A
/// number after each image's end makes its bytes new, so that nothing remembered of it helps.
/// </summary>
/// <param name="address">Where images are posted, as the raw body.</param>
/// <param name="images">Encoded, of formats whose decoders stop at the image's end; sent in turn.</param>
internal sealed class LoadDriver(Uri address, IReadOnlyList<byte[]> images) : IDisposable
{
    private static readonly MediaTypeHeaderValue Png = new("image/png");

    private readonly HttpClient _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 256, UseProxy = false });
    private readonly long _salt = Stopwatch.GetTimestamp();
    private int _next;

    /// <exception cref="HttpRequestException">An answer was not 200.</exception>
    public async Task<LoadResult> RunAsync(int concurrency, TimeSpan turn, CancellationToken stop)
    {
        var answers = new ConcurrentBag<Answer>();
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, concurrency).Select(_ => Task.Run(CallAsync, stop)));
        return new LoadResult([.. answers], Stopwatch.GetElapsedTime(start));

        async Task CallAsync()
        {
            while (Stopwatch.GetElapsedTime(start) < turn)
                answers.Add(await PostAsync(stop));
        }
    }

    /// <summary>One image, to its answer's last byte.</summary>
    public async Task<Answer> PostAsync(CancellationToken stop)
    {
        var number = Interlocked.Increment(ref _next);
        using var body = new ByteArrayContent([.. images[number % images.Count], .. BitConverter.GetBytes(_salt + number)]);
        body.Headers.ContentType = Png;
        var start = Stopwatch.GetTimestamp();
        using var response = await _http.PostAsync(address, body, stop);
        await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync(stop);
        var elapsed = Stopwatch.GetElapsedTime(start);
        return new Answer(elapsed.TotalMilliseconds, ServerTiming.Read(response.Headers));
    }

    public void Dispose() => _http.Dispose();
}
