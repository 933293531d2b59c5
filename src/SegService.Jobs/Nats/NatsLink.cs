using System.Diagnostics;
using Microsoft.Extensions.Logging;
using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;

namespace SegService.Jobs.Nats;

/// <summary>The connection, and how its failures are met: what can be repeated is, until patience runs out.</summary>
internal sealed class NatsLink : IAsyncDisposable
{
    private const int NoSuitablePeers = 10005;
    private const int StreamNameInUse = 10058;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Refused with 400, yet true only while a cluster comes together, or while another process makes the same stream.</summary>
    private static readonly int[] PassingRefusals = [NoSuitablePeers, StreamNameInUse];

    private readonly NatsOptions _options;

    public NatsLink(NatsOptions options, ILoggerFactory logging)
    {
        _options = options;
        Connection = new NatsConnection(new NatsOpts
        {
            Url = options.Url,
            Name = "segservice",
            LoggerFactory = logging,
            AuthOpts = options.CredentialsFile is { } file ? new NatsAuthOpts { CredsFile = file } : NatsAuthOpts.Default,
            ConnectTimeout = options.RequestTimeout,
            CommandTimeout = options.RequestTimeout,
            RequestTimeout = options.RequestTimeout,
            MaxReconnectRetry = -1,
            RetryOnInitialConnect = true,
            PublishTimeoutOnDisconnected = true,
            ReconnectWaitMin = Pause,
            ReconnectWaitMax = Pause * 5,
        });
        JetStream = new NatsJSContext(Connection, new NatsJSOpts(Connection.Opts));
    }

    public NatsConnection Connection { get; }

    public NatsJSContext JetStream { get; }

    /// <summary>Publishes and returns the sequence number once the stream has the message; repeated under the same
    /// <paramref name="id"/>, so that the server drops copies where it can.</summary>
    /// <exception cref="JobBackendUnavailableException">No acknowledgement in time; the message may still be there.</exception>
    public Task<ulong> PublishAsync(string subject, ReadOnlyMemory<byte> data, string? id, NatsHeaders? headers, CancellationToken cancellationToken) =>
        RepeatAsync($"publish {subject}", async token =>
        {
            var options = new NatsJSPubOpts { MsgId = id, RetryAttempts = 1 };
            var ack = await JetStream.PublishAsync(subject, data, NatsRawSerializer<ReadOnlyMemory<byte>>.Default, options, Copy(headers), token)
                .ConfigureAwait(false);
            return ack.Error is null ? ack.Seq : throw new NatsJSApiException(ack.Error);
        }, cancellationToken);

    /// <summary>Tries until it works, or until patience runs out.</summary>
    /// <exception cref="JobBackendUnavailableException">It did not work.</exception>
    public async Task<T> RepeatAsync<T>(string what, Func<CancellationToken, Task<T>> request, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(_options.RequestTimeout);
            try
            {
                return await request(limit.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (IsPassing(e) && !cancellationToken.IsCancellationRequested)
            {
                if (Stopwatch.GetElapsedTime(start) > _options.Patience)
                    throw new JobBackendUnavailableException($"NATS did not answer in time: {what}.", e);
            }
            catch (NatsException e)
            {
                throw new JobBackendUnavailableException($"NATS refused: {what}.", e);
            }

            await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>One reply to one message; a receiver that is not there is an error at once.</summary>
    /// <exception cref="NatsException">None came.</exception>
    public async Task<NatsMsg<byte[]>> RequestAsync(string subject, ReadOnlyMemory<byte> data, CancellationToken cancellationToken) =>
        await Connection.RequestAsync<ReadOnlyMemory<byte>, byte[]>(
            subject, data, requestSerializer: NatsRawSerializer<ReadOnlyMemory<byte>>.Default,
            replyOpts: new NatsSubOpts { Timeout = _options.RequestTimeout, ThrowIfNoResponders = true },
            cancellationToken: cancellationToken).ConfigureAwait(false);

    public ValueTask DisposeAsync() => Connection.DisposeAsync();

    /// <summary>Timeouts, lost connections, a stream without leader; not a request that is wrong in itself.</summary>
    private static bool IsPassing(Exception e) => e switch
    {
        NatsJSApiException { Error: var error } => error.Code >= 500 || PassingRefusals.Contains(error.ErrCode),
        NatsPayloadTooLargeException => false,
        NatsException or OperationCanceledException or IOException => true,
        _ => false,
    };

    /// <summary>The client adds its own to what it is given, and refuses to use an instance twice.</summary>
    private static NatsHeaders? Copy(NatsHeaders? headers) => headers is null ? null : new NatsHeaders(headers.ToDictionary());
}
