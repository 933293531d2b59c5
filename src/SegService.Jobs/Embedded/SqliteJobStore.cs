using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;

namespace SegService.Jobs.Embedded;

internal sealed class SqliteJobStore(SqliteDatabase database, ChangeFeed changes, JobOptions options, TimeProvider time) : IJobStore
{
    public async Task<SubmitOutcome> SubmitAsync(JobSubmission submission, CancellationToken cancellationToken)
    {
        var outcome = await database.WriteAsync(db => Submit(db, submission), cancellationToken).ConfigureAwait(false);
        if (outcome is SubmitOutcome.Accepted)
            changes.Publish(SqliteJobQueue.Work);
        return outcome;
    }

    public Task<Job?> FindAsync(Guid job, CancellationToken cancellationToken) =>
        Task.FromResult(database.Read(db => db.FindJob(job)));

    public Task<IReadOnlyList<JobImage>> ImagesAsync(Guid job, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<JobImage>>(database.Read(db => Images(db, job)));

    public Task<JobImage?> ImageAsync(Guid job, int index, CancellationToken cancellationToken) =>
        Task.FromResult(database.Read(db => db.FindImage(job, index)));

    public Task<IReadOnlyList<Job>> ListAsync(string owner, Guid? before, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Job>>(database.Read(db => db.Query(
            SqliteRows.Job,
            "SELECT * FROM jobs WHERE owner = $owner AND ($before IS NULL OR id < $before) ORDER BY id DESC LIMIT $limit",
            ("$owner", owner), ("$before", before), ("$limit", limit))));

    public async Task<bool> RemoveAsync(Guid job, CancellationToken cancellationToken)
    {
        var removed = await database.WriteAsync(db => Remove(db, job), cancellationToken).ConfigureAwait(false);
        changes.Publish(job);
        return removed;
    }

    public Task<IReadOnlyList<Guid>> ExpireAsync(CancellationToken cancellationToken) =>
        database.WriteAsync(Expire, cancellationToken);

    public async IAsyncEnumerable<JobEvent> EventsAsync(
        Guid job, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var change = changes.Subscribe(job);
        while (true)
        {
            var (events, isOver) = database.Read(db => (Events(db, job, after), db.FindJob(job) is not { IsFinished: false }));
            foreach (var happened in events)
            {
                yield return happened;
                after = happened.Sequence;
                isOver |= happened.IsLast;
            }

            // Finished between the two queries: the last events are still to be read.
            if (isOver && (events.Count == 0 || events[^1].IsLast))
                yield break;
            if (!isOver)
                await change.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private SubmitOutcome Submit(SqliteConnection db, JobSubmission submission)
    {
        if (submission.IdempotencyKey is { } key && Earlier(db, submission.Owner, key) is { } earlier)
            return earlier.Fingerprint == submission.Fingerprint
                ? new SubmitOutcome.Duplicate(earlier.Job)
                : new SubmitOutcome.Conflict(earlier.Job.Id);

        var waiting = db.Number("SELECT coalesce(sum(queued), 0) FROM jobs WHERE queued > 0");
        if (waiting + submission.Images.Count > options.MaxQueuedImages)
            return new SubmitOutcome.Full(options.MaxQueuedImages);

        Insert(db, submission);
        return new SubmitOutcome.Accepted(db.FindJob(submission.Id)!);
    }

    private void Insert(SqliteConnection db, JobSubmission submission)
    {
        var now = time.GetUtcNow();
        db.Execute("INSERT OR IGNORE INTO owners VALUES ($owner, 0)", ("$owner", submission.Owner));
        db.Execute(
            """
            INSERT INTO jobs (id, owner, idempotency_key, fingerprint, options, status, created_at, queued, running, succeeded, failed,
                cancelled, pixels_left, turn, events, callback)
            VALUES ($id, $owner, $key, $fingerprint, $options, 'queued', $now, $count, 0, 0, 0, 0, $pixels, 0, 0, $callback)
            """,
            ("$id", submission.Id), ("$owner", submission.Owner), ("$key", submission.IdempotencyKey),
            ("$fingerprint", submission.Fingerprint), ("$options", submission.Options), ("$now", now),
            ("$count", submission.Images.Count), ("$pixels", submission.Images.Sum(image => image.Pixels)),
            ("$callback", submission.Callback?.AbsoluteUri));
        for (var i = 0; i < submission.Images.Count; i++)
            db.Insert(submission.Id, i, submission.Images[i], now);
        db.AddEvent(submission.Id, now);
    }

    private bool Remove(SqliteConnection db, Guid id)
    {
        if (db.FindJob(id) is not { } job)
            return false;
        if (job.IsFinished)
            return db.Execute("DELETE FROM jobs WHERE id = $id", ("$id", id)) == 1;

        var now = time.GetUtcNow();
        foreach (var image in Images(db, id).Where(image => !image.IsFinished))
            db.Move(id, image, image.Cancelled(now), now, options);
        ForgetResults(db, id);
        return true;
    }

    private IReadOnlyList<Guid> Expire(SqliteConnection db)
    {
        var now = time.GetUtcNow();
        db.Execute("DELETE FROM jobs WHERE expires_at <= $limit", ("$limit", now - options.Retention));
        var expired = db.Query(
            row => row.Id("id"), "SELECT id FROM jobs WHERE expires_at <= $now AND status <> 'expired'", ("$now", now));
        foreach (var job in expired)
        {
            db.Execute("UPDATE jobs SET status = 'expired' WHERE id = $job", ("$job", job));
            db.AddEvent(job, now);
            ForgetResults(db, job);
        }

        return expired;
    }

    private static void ForgetResults(SqliteConnection db, Guid job) =>
        db.Execute("UPDATE images SET result = NULL, result_length = NULL WHERE job = $job", ("$job", job));

    private static List<JobImage> Images(SqliteConnection db, Guid job) =>
        db.Query(SqliteRows.Image, "SELECT * FROM images WHERE job = $job ORDER BY idx", ("$job", job));

    private static (Job Job, string Fingerprint)? Earlier(SqliteConnection db, string owner, string key) => db.First<(Job, string)?>(
        row => (SqliteRows.Job(row), row.String("fingerprint")),
        "SELECT * FROM jobs WHERE owner = $owner AND idempotency_key = $key", ("$owner", owner), ("$key", key));

    private static List<JobEvent> Events(SqliteConnection db, Guid job, long after)
    {
        var events = db.Query(
            row => (Event: Event(row), Image: row.IntOrNull("image")),
            "SELECT * FROM events WHERE job = $job AND seq > $after ORDER BY seq", ("$job", job), ("$after", after));
        return events.ConvertAll(e => e.Image is { } index ? e.Event with { Image = db.FindImage(job, index) } : e.Event);
    }

    private static JobEvent Event(SqliteDataReader row) =>
        new(row.Long("seq"), row.Time("at"), row.Name<JobStatus>("status"), SqliteRows.Counts(row), Image: null);
}
