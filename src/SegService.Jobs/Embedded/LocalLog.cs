using SegService.Jobs.State;

namespace SegService.Jobs.Embedded;

/// <summary>The database's own transactions are the log: one process, nobody to agree with.</summary>
internal sealed class LocalLog(SqliteDatabase database, ChangeFeed changes, int slots) : IJobLog
{
    public int Slots => slots;

    public async Task<object> RunAsync(JobCommand command, CancellationToken cancellationToken)
    {
        var outcome = await database.WriteAsync(command.Apply, cancellationToken).ConfigureAwait(false);
        foreach (var topic in command.Topics(outcome))
            changes.Publish(topic);
        return outcome;
    }

    public Task CatchUpAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
