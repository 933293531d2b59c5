using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;

namespace SegService.Jobs.Nats;

/// <summary>The two streams: the log of commands and the blobs.</summary>
internal sealed class NatsStreams(NatsOptions options)
{
    public string Log { get; } = options.Prefix + "-jobs";

    public string Blobs { get; } = options.Prefix + "-blobs";

    public string CommandSubject { get; } = options.Prefix + ".jobs.command";

    public string SnapshotSubject { get; } = options.Prefix + ".jobs.snapshot";

    /// <summary>Followed by job, hash and part.</summary>
    public string BlobSubject { get; } = options.Prefix + ".blobs";

    /// <summary>Makes what is missing, and checks that the server keeps to what it was asked for: old ones drop settings silently.</summary>
    /// <exception cref="InvalidOperationException">It does not.</exception>
    public async Task<(INatsJSStream Log, INatsJSStream Blobs)> EnsureAsync(NatsLink link, CancellationToken cancellationToken) =>
        (await EnsureAsync(link, LogConfig(), cancellationToken).ConfigureAwait(false),
         await EnsureAsync(link, BlobConfig(), cancellationToken).ConfigureAwait(false));

    private StreamConfig LogConfig() => Config(Log, CommandSubject, SnapshotSubject);

    /// <summary>One message a subject: writing the same part again replaces it by itself.</summary>
    private StreamConfig BlobConfig()
    {
        var config = Config(Blobs, BlobSubject + ".>");
        config.MaxMsgsPerSubject = 1;
        return config;
    }

    private StreamConfig Config(string name, params string[] subjects) => new(name, subjects)
    {
        Storage = StreamConfigStorage.File,
        Retention = StreamConfigRetention.Limits,
        Discard = StreamConfigDiscard.New,
        DuplicateWindow = TimeSpan.FromMinutes(2),
        NumReplicas = options.Replicas,
        AllowDirect = true,
    };

    private static async Task<INatsJSStream> EnsureAsync(NatsLink link, StreamConfig wanted, CancellationToken cancellationToken)
    {
        var stream = await link.RepeatAsync($"create stream {wanted.Name}", async token =>
            await link.JetStream.CreateOrUpdateStreamAsync(wanted, token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        var got = stream.Info.Config;
        if (Essence(got) != Essence(wanted))
            throw new InvalidOperationException(
                $"Stream {wanted.Name} is {Essence(got)} where {Essence(wanted)} was asked for: the NATS server is too old (2.10 is needed) or another setting stands in the way.");
        return stream;
    }

    private static (long, StreamConfigStorage, StreamConfigRetention, StreamConfigDiscard, long, TimeSpan, int, bool) Essence(StreamConfig config) =>
        (Math.Max(config.MaxMsgsPerSubject, 0), config.Storage, config.Retention, config.Discard, Math.Max(config.MaxMsgs, 0),
         config.DuplicateWindow, config.NumReplicas, config.AllowDirect);
}
