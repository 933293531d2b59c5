using Microsoft.Data.Sqlite;

namespace SegService.Jobs.State.Commands;

/// <summary>Outcome: <see cref="SubmitOutcome"/>.</summary>
internal sealed record Submit : JobCommand
{
    public required JobSubmission Submission { get; init; }

    public override object Apply(SqliteConnection db)
    {
        if (Submission.IdempotencyKey is { } key && Earlier(db, key) is { } earlier)
            return earlier.Fingerprint == Submission.Fingerprint
                ? new SubmitOutcome.Duplicate(earlier.Job)
                : new SubmitOutcome.Conflict(earlier.Job.Id);

        var waiting = db.Number("SELECT coalesce(sum(queued), 0) FROM jobs WHERE queued > 0");
        if (waiting + Submission.Images.Count > Rules.MaxQueuedImages)
            return new SubmitOutcome.Full(Rules.MaxQueuedImages);

        Insert(db);
        return new SubmitOutcome.Accepted(db.FindJob(Submission.Id)!);
    }

    public override IEnumerable<object> Topics(object outcome) => outcome is SubmitOutcome.Accepted ? [JobQueue.Work] : [];

    private (Job Job, string Fingerprint)? Earlier(SqliteConnection db, string key) => db.First<(Job, string)?>(
        row => (SqliteRows.Job(row), row.String("fingerprint")),
        "SELECT * FROM jobs WHERE owner = $owner AND idempotency_key = $key", ("$owner", Submission.Owner), ("$key", key));

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
