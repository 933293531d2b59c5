using Microsoft.Data.Sqlite;
using SegService.Jobs.State.Commands;

namespace SegService.Jobs.State;

internal sealed class JobQueue(SqliteDatabase database, IJobLog log, ChangeFeed changes, JobRules rules, TimeProvider time) : IJobQueue
{
    /// <summary>The topic under which new work is announced.</summary>
    public static readonly object Work = new();

    public async Task<IReadOnlyList<Lease>> TakeAsync(int max, TimeSpan wait, CancellationToken cancellationToken)
    {
        using var change = changes.Subscribe(Work);
        var deadline = time.GetUtcNow() + wait;
        while (true)
        {
            var now = time.GetUtcNow();
            var next = database.Read(NextDue);
            if (next <= now && await TakeNowAsync(max, now, cancellationToken).ConfigureAwait(false) is { Count: > 0 } leases)
                return leases;
            if (now >= deadline)
                return [];
            var until = next > now && next < deadline ? next.Value : deadline;
            await change.WaitAsync(until - now, time, cancellationToken).ConfigureAwait(false);
        }
    }

    public Task<bool> RenewAsync(Lease lease, CancellationToken cancellationToken) => log.RunAsync<bool>(
        new Renew { Now = time.GetUtcNow(), Rules = rules, Held = Holding.Of(lease) }, cancellationToken);

    public Task<bool> CompleteAsync(Lease lease, Blob result, int count, CancellationToken cancellationToken) => log.RunAsync<bool>(
        new Complete { Now = time.GetUtcNow(), Rules = rules, Held = Holding.Of(lease), Result = result, Count = count }, cancellationToken);

    public Task<bool> FailAsync(Lease lease, JobProblem problem, bool transient, CancellationToken cancellationToken) => log.RunAsync<bool>(
        new Fail { Now = time.GetUtcNow(), Rules = rules, Held = Holding.Of(lease), Problem = problem, Transient = transient },
        cancellationToken);

    public Task<bool> HandBackAsync(Lease lease, CancellationToken cancellationToken) => log.RunAsync<bool>(
        new HandBack { Now = time.GetUtcNow(), Rules = rules, Held = Holding.Of(lease) }, cancellationToken);

    public Task<QueueDepth> DepthAsync(CancellationToken cancellationToken) => Task.FromResult(database.Read(db => db.Depth(Speed(db))));

    public Task<JobEstimate?> EstimateAsync(Guid job, CancellationToken cancellationToken) =>
        Task.FromResult(database.Read(db => db.Estimate(job, Speed(db))));

    private async Task<IReadOnlyList<Lease>> TakeNowAsync(int max, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var taken = await log.RunAsync<Taken>(new Take { Now = now, Rules = rules, Max = max }, cancellationToken).ConfigureAwait(false);
        return taken.Leases;
    }

    private static DateTimeOffset? NextDue(SqliteConnection db) => db.First(
        row => row.TimeOrNull("due"),
        """
        SELECT min(due) AS due FROM (
            SELECT min(due_at) AS due FROM images WHERE status = 'queued'
            UNION ALL SELECT min(lease_until) FROM images WHERE status = 'running')
        """);

    /// <summary>Pixels per second of the last hundred images, over all slots.</summary>
    private double? Speed(SqliteConnection db) => db.First<double?>(
        row => row.Int("images") == 0 ? null : log.Slots * row.Long("pixels") / Math.Max(row.Long("ms") / 1000.0, 0.001),
        """
        SELECT count(*) AS images, coalesce(sum(pixels), 0) AS pixels, coalesce(sum(finished_at - started_at), 0) AS ms FROM (
            SELECT pixels, finished_at, started_at FROM images WHERE status = 'succeeded' ORDER BY finished_at DESC LIMIT 100)
        """);
}
