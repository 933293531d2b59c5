using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NATS.Client.JetStream;
using SegService.Jobs.State;

namespace SegService.Jobs.Nats;

/// <summary>Jobs shared by any number of processes through NATS JetStream. Opening it joins them: what they know, this one knows.</summary>
public sealed class NatsBackend : IJobBackend
{
    /// <summary>Compressed, with a file name of usual length.</summary>
    private const int BytesOfAnImage = 96;

    private readonly NatsLink _link;
    private readonly Replica _replica = new();
    private readonly LogFollower _follower;

    /// <exception cref="JobBackendUnavailableException">No server answers.</exception>
    /// <exception cref="InvalidOperationException">The server does not do what is needed of it.</exception>
    public NatsBackend(IOptions<NatsOptions> nats, IOptions<JobOptions> jobs, TimeProvider time, ILoggerFactory logging)
    {
        var changes = new ChangeFeed();
        var names = new NatsStreams(nats.Value);
        _link = new NatsLink(nats.Value, logging);
        try
        {
            var (log, blobStream) = Wait(names.EnsureAsync(_link, CancellationToken.None));
            CheckPayload(jobs.Value);
            var blobs = new NatsBlobStore(_link, names, blobStream, time);
            Snapshots = new Snapshots(_link, names, log, blobs, _replica, logging.CreateLogger<Snapshots>());
            _follower = new LogFollower(_link, names, log, _replica, Snapshots, changes, logging.CreateLogger<LogFollower>());
            var commands = new NatsLog(_link, names, _follower, changes, nats.Value, jobs.Value.Slots, time, logging.CreateLogger<NatsLog>());
            var rules = jobs.Value.Rules;
            Store = new JobStore(_replica.Database, commands, changes, rules, time);
            Queue = new JobQueue(_replica.Database, commands, changes, rules, time);
            Callbacks = new CallbackOutbox(_replica.Database, commands, rules, time);
            Blobs = blobs;
            _follower.Start(commands.Applied);
            Wait(commands.CatchUpAsync(CancellationToken.None));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public IJobStore Store { get; }

    public IJobQueue Queue { get; }

    public IBlobStore Blobs { get; }

    public ICallbackOutbox Callbacks { get; }

    internal Snapshots Snapshots { get; }

    public void Dispose()
    {
        if (_follower is not null)
            Wait(_follower.DisposeAsync().AsTask());
        Wait(_link.DisposeAsync().AsTask());
        _replica.Dispose();
    }

    /// <summary>A job is accepted by one message, whatever the number of its images.</summary>
    private void CheckPayload(JobOptions options)
    {
        var limit = _link.Connection.ServerInfo!.MaxPayload;
        if (options.MaxQueuedImages > limit / BytesOfAnImage)
            throw new InvalidOperationException(
                $"SegService:Jobs:MaxQueuedImages is {options.MaxQueuedImages}, but the NATS server's max_payload of {limit} bytes has room for jobs of {limit / BytesOfAnImage} images at most.");
    }

    /// <summary>Composition and disposal of a host's services are synchronous.</summary>
    private static T Wait<T>(Task<T> task) => task.GetAwaiter().GetResult();

    private static void Wait(Task task) => task.GetAwaiter().GetResult();
}
