using Microsoft.Data.Sqlite;

namespace SegService.Jobs.State.Commands;

/// <summary>Outcome: <see cref="SubmitOutcome"/>.</summary>
internal sealed record Submit : JobCommand
{
    public required JobSubmission Submission { get; init; }

    public override object Apply(SqliteConnection db)
    {
        if (Repeated(db, Submission) is { } repeated)
            return repeated;
        if (db.Waiting() + Submission.Images.Count > Rules.MaxQueuedImages)
            return new SubmitOutcome.Full(Rules.MaxQueuedImages);

        Insert(db);
        return new SubmitOutcome.Accepted(db.FindJob(Submission.Id)!);
    }

    public override IEnumerable<object> Topics(object outcome) => outcome is SubmitOutcome.Accepted ? [JobQueue.Work] : [];

    /// <summary>The outcome for a submission whose key belongs to a job already.</summary>
    public static SubmitOutcome? Repeated(SqliteConnection db, JobSubmission submission)
    {
        if (submission.IdempotencyKey is not { } key)
            return null;
        var earlier = db.First<(Job Job, string Fingerprint)?>(row => (SqliteRows.Job(row), row.String("fingerprint")),
            "SELECT * FROM jobs WHERE owner = $owner AND idempotency_key = $key", ("$owner", submission.Owner), ("$key", key));
        return earlier is not var (job, fingerprint) ? null
            : fingerprint == submission.Fingerprint ? new SubmitOutcome.Duplicate(job)
            : new SubmitOutcome.Conflict(job.Id);
    }

    private void Insert(SqliteConnection db)
    {
        db.Execute("INSERT OR IGNORE INTO owners VALUES ($owner, 0)", ("$owner", Submission.Owner));
        db.Execute(
            """
            INSERT INTO jobs (id, owner, idempotency_key, fingerprint, options, status, created_at, queued, running, succeeded, failed,
                cancelled, pixels_left, turn, events, callback, trace_parent)
            VALUES ($id, $owner, $key, $fingerprint, $options, 'queued', $now, $count, 0, 0, 0, 0, $pixels, 0, 0, $callback, $trace)
            """,
            ("$id", Submission.Id), ("$owner", Submission.Owner), ("$key", Submission.IdempotencyKey),
            ("$fingerprint", Submission.Fingerprint), ("$options", Submission.Options), ("$now", Now),
            ("$count", Submission.Images.Count), ("$pixels", Submission.Images.Sum(image => image.Pixels)),
            ("$callback", Submission.Callback?.AbsoluteUri), ("$trace", Submission.TraceParent));
        for (var i = 0; i < Submission.Images.Count; i++)
            db.Insert(Submission.Id, i, Submission.Images[i], Now);
        db.AddEvent(Submission.Id, Now);
    }
}
