namespace SegService.Jobs.Embedded;

internal sealed class SqliteCallbackOutbox(SqliteDatabase database, JobOptions options, TimeProvider time) : ICallbackOutbox
{
    public Task<IReadOnlyList<DueCallback>> DueAsync(int max, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<DueCallback>>(database.Read(db => db.Query(
            row => new DueCallback(SqliteRows.Job(row), row.Int("callback_attempts")),
            "SELECT * FROM jobs WHERE callback_due <= $now ORDER BY callback_due LIMIT $max",
            ("$now", time.GetUtcNow()), ("$max", max))));

    public Task SettleAsync(Guid job, CancellationToken cancellationToken) => database.WriteAsync(
        db => db.Execute("UPDATE jobs SET callback_due = NULL WHERE id = $job", ("$job", job)), cancellationToken);

    public Task RetryAsync(DueCallback callback, CancellationToken cancellationToken) => database.WriteAsync(
        db => db.Execute(
            "UPDATE jobs SET callback_due = $due, callback_attempts = $attempts WHERE id = $job",
            ("$job", callback.Job.Id), ("$attempts", callback.Attempts + 1),
            ("$due", time.GetUtcNow() + options.BackOff(callback.Attempts + 1))),
        cancellationToken);
}
