using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using SegService.Jobs.State.Commands;
using SegService.Jobs.Telemetry;

namespace SegService.Jobs.State;

internal sealed class JobStore(SqliteDatabase database, IJobLog log, ChangeFeed changes, JobRules rules, TimeProvider time) : IJobStore
{
    public async Task<SubmitOutcome> SubmitAsync(JobSubmission submission, CancellationToken cancellationToken)
    {
        var submit = new Submit { Now = time.GetUtcNow(), Rules = rules, Submission = submission };
        var outcome = await log.RunAsync<SubmitOutcome>(submit, cancellationToken).ConfigureAwait(false);
        JobTelemetry.Submitted(outcome);
        return outcome;
    }

    public Task<SubmitOutcome?> FindRepeatedAsync(JobSubmission submission, CancellationToken cancellationToken)
    {
        var repeated = database.Read(db => Submit.Repeated(db, submission));
        if (repeated is not null)
            JobTelemetry.Submitted(repeated);
        return Task.FromResult(repeated);
    }

    public async Task<Job?> FindAsync(Guid job, CancellationToken cancellationToken)
    {
        if (database.Read(db => db.FindJob(job)) is { } found)
            return found;

        await log.CatchUpAsync(cancellationToken).ConfigureAwait(false);
        return database.Read(db => db.FindJob(job));
    }

    public Task<IReadOnlyList<JobImage>> ImagesAsync(Guid job, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<JobImage>>(database.Read(db => db.FindImages(job)));

    public Task<JobImage?> ImageAsync(Guid job, int index, CancellationToken cancellationToken) =>
        Task.FromResult(database.Read(db => db.FindImage(job, index)));

    public async Task<IReadOnlyList<Job>> ListAsync(string owner, Guid? before, int limit, CancellationToken cancellationToken)
    {
        await log.CatchUpAsync(cancellationToken).ConfigureAwait(false);
        return database.Read(db => db.Query(
            SqliteRows.Job,
            "SELECT * FROM jobs WHERE owner = $owner AND ($before IS NULL OR id < $before) ORDER BY id DESC LIMIT $limit",
            ("$owner", owner), ("$before", before), ("$limit", limit)));
    }

    public Task<IReadOnlyDictionary<JobStatus, long>> CountAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyDictionary<JobStatus, long>>(database.Read(db => db.Query(
            row => (Status: row.Name<JobStatus>("status"), Jobs: row.Long("jobs")),
            "SELECT status, count(*) AS jobs FROM jobs GROUP BY status")).ToDictionary(row => row.Status, row => row.Jobs));

    public Task<bool> RemoveAsync(Guid job, CancellationToken cancellationToken) =>
        log.RunAsync<bool>(new Remove { Now = time.GetUtcNow(), Rules = rules, Job = job }, cancellationToken);

    public async Task<IReadOnlyList<Guid>> ExpireAsync(CancellationToken cancellationToken)
    {
        // Asked every minute by every process: only what changes something is worth a write.
        var now = time.GetUtcNow();
        var due = database.Read(db => db.Number(
            """
            SELECT EXISTS (SELECT 1 FROM jobs WHERE expires_at <= $now AND status <> 'expired')
                OR EXISTS (SELECT 1 FROM jobs WHERE expires_at <= $limit)
            """,
            ("$now", now), ("$limit", now - rules.Retention)));
        return due == 0
            ? []
            : await log.RunAsync<List<Guid>>(new Expire { Now = now, Rules = rules }, cancellationToken).ConfigureAwait(false);
    }

    public async IAsyncEnumerable<JobEvent> EventsAsync(
        Guid job, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var change = changes.Subscribe(job);
        await FindAsync(job, cancellationToken).ConfigureAwait(false);
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
