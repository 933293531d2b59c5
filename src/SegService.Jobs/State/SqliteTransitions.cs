using Microsoft.Data.Sqlite;

namespace SegService.Jobs.State;

/// <summary>Changes of state: the image, its job's counts and the events in one transaction.</summary>
internal static class SqliteTransitions
{
    /// <summary>Stores an image's new state and lets its job follow.</summary>
    public static void Move(this SqliteConnection db, Guid job, JobImage from, JobImage to, DateTimeOffset now, JobRules rules)
    {
        db.Save(job, to);
        if (from.Status == to.Status)
            return;

        db.Execute(
            $"""
            UPDATE jobs SET {from.Status.Text()} = {from.Status.Text()} - 1, {to.Status.Text()} = {to.Status.Text()} + 1,
                pixels_left = pixels_left - $pixels WHERE id = $job
            """,
            ("$job", job), ("$pixels", to.IsFinished ? to.Pixels : 0));
        if (to.IsFinished && to.Status != ImageStatus.Cancelled)
            db.AddEvent(job, now, to.Index);
        db.Follow(job, now, rules);
    }

    public static void AddEvent(this SqliteConnection db, Guid job, DateTimeOffset now, int? image = null)
    {
        db.Execute("UPDATE jobs SET events = events + 1 WHERE id = $job", ("$job", job));
        db.Execute(
            """
            INSERT INTO events (job, seq, at, status, queued, running, succeeded, failed, cancelled, image)
            SELECT id, events, $now, status, queued, running, succeeded, failed, cancelled, $image FROM jobs WHERE id = $job
            """,
            ("$job", job), ("$now", now), ("$image", image));
    }

    private static void Follow(this SqliteConnection db, Guid id, DateTimeOffset now, JobRules rules)
    {
        var job = db.FindJob(id)!;
        if (job.Counts.Outcome is { } outcome)
            db.Finish(id, outcome, now, now + rules.Retention);
        else if (job.Status == JobStatus.Queued && job.Counts.Running > 0)
            db.Start(id, now);
    }

    private static void Start(this SqliteConnection db, Guid job, DateTimeOffset now)
    {
        db.Execute("UPDATE jobs SET status = 'running', started_at = $now WHERE id = $job", ("$job", job), ("$now", now));
        db.AddEvent(job, now);
    }

    private static void Finish(this SqliteConnection db, Guid job, JobStatus outcome, DateTimeOffset now, DateTimeOffset expiry)
    {
        db.Execute(
            """
            UPDATE jobs SET status = $status, finished_at = $now, expires_at = $expiry,
                callback_due = CASE WHEN callback IS NULL THEN NULL ELSE $now END WHERE id = $job
            """,
            ("$job", job), ("$status", outcome), ("$now", now), ("$expiry", expiry));
        db.AddEvent(job, now);
    }
}
