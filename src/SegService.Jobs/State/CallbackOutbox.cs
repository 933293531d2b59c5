using SegService.Jobs.State.Commands;

namespace SegService.Jobs.State;

internal sealed class CallbackOutbox(SqliteDatabase database, IJobLog log, JobRules rules, TimeProvider time) : ICallbackOutbox
{
    public async Task<IReadOnlyList<DueCallback>> DueAsync(int max, CancellationToken cancellationToken)
    {
        // Asked often and seldom due: only a claim is worth a write.
        var now = time.GetUtcNow();
        var due = database.Read(db => db.Number("SELECT EXISTS (SELECT 1 FROM jobs WHERE callback_due <= $now)", ("$now", now)));
        return due == 0
            ? []
            : await log.RunAsync<List<DueCallback>>(new ClaimCallbacks { Now = now, Rules = rules, Max = max }, cancellationToken)
                .ConfigureAwait(false);
    }

    public Task SettleAsync(Guid job, CancellationToken cancellationToken) =>
        log.RunAsync(new SettleCallback { Now = time.GetUtcNow(), Rules = rules, Job = job }, cancellationToken);

    public Task RetryAsync(DueCallback callback, CancellationToken cancellationToken) => log.RunAsync(
        new RetryCallback { Now = time.GetUtcNow(), Rules = rules, Job = callback.Job.Id, Attempts = callback.Attempts + 1 }, cancellationToken);
}
