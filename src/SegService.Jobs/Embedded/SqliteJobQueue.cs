using Microsoft.Data.Sqlite;

namespace SegService.Jobs.Embedded;

internal sealed class SqliteJobQueue(SqliteDatabase database, ChangeFeed changes, JobOptions options, TimeProvider time) : IJobQueue
{
    /// <summary>The topic under which new work is announced.</summary>
    public static readonly object Work = new();

    /// <summary>The first image of the least recently served job of the least recently served owner.</summary>
    internal const string NextSql =
        """
        SELECT images.*, jobs.owner, jobs.options FROM owners INDEXED BY owners_by_turn
        CROSS JOIN jobs INDEXED BY jobs_waiting ON jobs.owner = owners.name AND jobs.queued > 0
        CROSS JOIN images INDEXED BY images_queued ON images.job = jobs.id AND images.status = 'queued' AND images.due_at <= $now
        ORDER BY owners.turn, owners.name, jobs.turn, jobs.id, images.idx LIMIT 1
        """;

    public async Task<IReadOnlyList<Lease>> TakeAsync(int max, TimeSpan wait, CancellationToken cancellationToken)
    {
        using var change = changes.Subscribe(Work);
        var deadline = time.GetUtcNow() + wait;
        while (true)
        {
            var (leases, lost) = await database.WriteAsync(db => Take(db, max), cancellationToken).ConfigureAwait(false);
            foreach (var job in lost.Concat(leases.Select(lease => lease.Job)))
                changes.Publish(job);
            var now = time.GetUtcNow();
            if (leases.Count > 0 || now >= deadline)
                return leases;
            var next = database.Read(NextDue);
            var until = next < deadline ? next.Value : deadline;
            if (until > now)
                await change.WaitAsync(until - now, time, cancellationToken).ConfigureAwait(false);
        }
    }

    public Task<bool> RenewAsync(Lease lease, CancellationToken cancellationToken) =>
        ReportAsync(lease, (image, now) => image.Renewed(now, options.LeaseDuration), cancellationToken);

    public Task<bool> CompleteAsync(Lease lease, Blob result, int count, CancellationToken cancellationToken) =>
        ReportAsync(lease, (image, now) => image.Succeeded(now, result, count), cancellationToken);

    public Task<bool> FailAsync(Lease lease, JobProblem problem, bool transient, CancellationToken cancellationToken) =>
        ReportAsync(lease, (image, now) => image.Failed(now, problem, transient, options), cancellationToken);

    public Task<bool> HandBackAsync(Lease lease, CancellationToken cancellationToken) =>
        ReportAsync(lease, (image, now) => image.HandedBack(now), cancellationToken);

    public Task<QueueDepth> DepthAsync(CancellationToken cancellationToken) => Task.FromResult(database.Read(db => db.First(
        row => new QueueDepth(row.Int("waiting"), row.Long("pixels"), row.Int("running"), Speed(db)),
        """
        SELECT coalesce(sum(queued), 0) AS waiting, coalesce(sum(pixels_left), 0) AS pixels, coalesce(sum(running), 0) AS running
        FROM jobs WHERE finished_at IS NULL
        """)!));

    public Task<JobEstimate?> EstimateAsync(Guid job, CancellationToken cancellationToken) =>
        Task.FromResult(database.Read(db => Estimate(db, job)));

    /// <summary>After a start: whoever held images was in the process that is gone.</summary>
    public Task<int> RecoverAsync() => database.WriteAsync(db =>
    {
        var held = db.Query(row => (row.Id("job"), SqliteRows.Image(row)), "SELECT * FROM images WHERE status = 'running'");
        return GiveUp(db, held).Count;
    });

    private async Task<bool> ReportAsync(Lease lease, Func<JobImage, DateTimeOffset, JobImage> report, CancellationToken cancellationToken)
    {
        var image = await database.WriteAsync(db => Report(db, lease, report), cancellationToken).ConfigureAwait(false);
        changes.Publish(lease.Job);
        if (image?.Status == ImageStatus.Queued)
            changes.Publish(Work);
        return image is not null;
    }

    private JobImage? Report(SqliteConnection db, Lease lease, Func<JobImage, DateTimeOffset, JobImage> report)
    {
        var image = db.FindImage(lease.Job, lease.Image.Index);
        if (image?.IsHeldBy(lease.Image.Token) != true)
            return null;

        var now = time.GetUtcNow();
        var reported = report(image, now);
        db.Move(lease.Job, image, reported, now, options);
        return reported;
    }

    private (List<Lease> Leases, List<Guid> Lost) Take(SqliteConnection db, int max)
    {
        var now = time.GetUtcNow();
        var lost = GiveUp(db, db.Query(
            row => (row.Id("job"), SqliteRows.Image(row)),
            "SELECT * FROM images WHERE status = 'running' AND lease_until <= $now", ("$now", now)));
        var leases = new List<Lease>(max);
        while (leases.Count < max && TakeNext(db, now) is { } lease)
            leases.Add(lease);
        return (leases, lost);
    }

    private Lease? TakeNext(SqliteConnection db, DateTimeOffset now)
    {
        var next = db.First<(Guid Job, string Owner, string Options, JobImage Image)?>(
            row => (row.Id("job"), row.String("owner"), row.String("options"), SqliteRows.Image(row)),
            NextSql, ("$now", now));
        if (next is not var (job, owner, jobOptions, image))
            return null;

        var turn = db.Number("SELECT max(turn) + 1 FROM owners");
        db.Execute("UPDATE owners SET turn = $turn WHERE name = $owner", ("$turn", turn), ("$owner", owner));
        db.Execute("UPDATE jobs SET turn = $turn WHERE id = $job", ("$turn", turn), ("$job", job));
        var taken = image.Taken(now, options.LeaseDuration);
        db.Move(job, image, taken, now, options);
        return new Lease(job, jobOptions, taken);
    }

    private List<Guid> GiveUp(SqliteConnection db, List<(Guid Job, JobImage Image)> held)
    {
        var now = time.GetUtcNow();
        foreach (var (job, image) in held)
            db.Move(job, image, image.Lost(now, options), now, options);
        return held.ConvertAll(image => image.Job);
    }

    private static DateTimeOffset? NextDue(SqliteConnection db) => db.First(
        row => row.TimeOrNull("due"),
        """
        SELECT min(due) AS due FROM (
            SELECT min(due_at) AS due FROM images WHERE status = 'queued'
            UNION ALL SELECT min(lease_until) FROM images WHERE status = 'running')
        """);

    /// <summary>Jobs are served in turn, so another one delays this one by its own work or by as much as this one has, whichever
    /// is less.</summary>
    private JobEstimate? Estimate(SqliteConnection db, Guid id)
    {
        if (db.FindJob(id) is not { IsFinished: false } job)
            return null;

        var pixels = db.Number(
            """
            SELECT sum(min(other.pixels_left, this.pixels_left)) FROM jobs AS this JOIN jobs AS other ON other.finished_at IS NULL
            WHERE this.id = $id
            """,
            ("$id", id));
        int? position = job.Status == JobStatus.Queued
            ? (int)db.Number("SELECT 1 + count(*) FROM jobs WHERE finished_at IS NULL AND id < $id AND status = 'queued'", ("$id", id))
            : null;
        return new JobEstimate(position, Speed(db) is { } speed ? TimeSpan.FromSeconds(pixels / speed) : null);
    }

    /// <summary>Pixels per second of the last hundred images, over all slots.</summary>
    private double? Speed(SqliteConnection db) => db.First<double?>(
        row => row.Int("images") == 0 ? null : options.Slots * row.Long("pixels") / Math.Max(row.Long("ms") / 1000.0, 0.001),
        """
        SELECT count(*) AS images, coalesce(sum(pixels), 0) AS pixels, coalesce(sum(finished_at - started_at), 0) AS ms FROM (
            SELECT pixels, finished_at, started_at FROM images WHERE status = 'succeeded' ORDER BY finished_at DESC LIMIT 100)
        """);
}
