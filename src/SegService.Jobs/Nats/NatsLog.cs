using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using SegService.Jobs.State;
using SegService.Jobs.State.Commands;

namespace SegService.Jobs.Nats;

/// <summary>
/// Commands take their order from a stream. Every process applies all of them to its replica; the one that sent a command reads the
/// outcome off its own. So there is no lock, no lost update and nothing half done, whoever dies when.
/// </summary>
internal sealed partial class NatsLog(
    NatsLink link, NatsStreams names, LogFollower follower, ChangeFeed changes, NatsOptions options, int slots, TimeProvider time,
    ILogger<NatsLog> logger) : IJobLog
{
    /// <summary>A worker that has taken nothing for this long does not count.</summary>
    private static readonly TimeSpan WorkerMemory = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, TaskCompletionSource<object>> _waiting = new();
    private readonly ConcurrentDictionary<Guid, (int Slots, DateTimeOffset Seen)> _workers = new();
    private readonly Guid _self = Guid.NewGuid();

    public int Slots
    {
        get
        {
            var since = time.GetUtcNow() - WorkerMemory;
            var live = _workers.Values.Where(worker => worker.Seen >= since).Sum(worker => worker.Slots);
            return live > 0 ? live : slots;
        }
    }

    public async Task<object> RunAsync(JobCommand command, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var id = Guid.NewGuid().ToString("N");
        var waiting = _waiting[id] = new TaskCompletionSource<object>(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            var (data, headers) = LogJson.Write(command is Take take ? take with { Worker = _self, Slots = slots } : command);
            await link.PublishAsync(names.CommandSubject, data, id, headers, CancellationToken.None).ConfigureAwait(false);
            return await waiting.Task.WaitAsync(options.Patience, CancellationToken.None).ConfigureAwait(false);
        }
        catch (TimeoutException e)
        {
            throw new JobBackendUnavailableException("NATS has taken the command but does not deliver it.", e);
        }
        finally
        {
            _waiting.TryRemove(id, out _);
        }
    }

    public Task CatchUpAsync(CancellationToken cancellationToken) => follower.CatchUpAsync(cancellationToken);

    /// <summary>What the follower calls for each command, in their order; without outcome where it is a repetition.</summary>
    public void Applied(string id, JobCommand command, object? outcome)
    {
        if (command is Take { Worker: { } worker } take)
            _workers[worker] = (take.Slots, take.Now);
        if (outcome is CommandFailure { Exception: var exception })
        {
            LogFailed(exception, command.GetType().Name);
            if (_waiting.TryGetValue(id, out var failed))
                failed.TrySetException(exception);
        }
        else if (outcome is not null)
        {
            foreach (var topic in command.Topics(outcome))
                changes.Publish(topic);
            if (_waiting.TryGetValue(id, out var waiting))
                waiting.TrySetResult(outcome);
        }
    }

    [LoggerMessage(LogLevel.Error, "A {Command} command could not be applied; it has changed nothing")]
    private partial void LogFailed(Exception exception, string command);
}
