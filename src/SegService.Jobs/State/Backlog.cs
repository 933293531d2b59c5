using Microsoft.Data.Sqlite;

namespace SegService.Jobs.State;

/// <summary>
/// What is not finished, added up as jobs change, so that neither an acceptance nor an estimate has to look at every job that waits.
/// Jobs whose pixels left agree in their number of digits and in the first one share a row.
/// </summary>
internal static class Backlog
{
    private const string Columns = "finished_at, status, queued, running, pixels_left";

    private const string OldClass = "10 * length(old.pixels_left) + substr(old.pixels_left, 1, 1)";

    private const string NewClass = "10 * length(new.pixels_left) + substr(new.pixels_left, 1, 1)";

    private const string AddNew =
        $"""
        INSERT INTO backlog VALUES ({NewClass}, 1, new.status = 'queued', new.queued, new.running, new.pixels_left)
        ON CONFLICT (class) DO UPDATE SET jobs = jobs + 1, unstarted = unstarted + excluded.unstarted, queued = queued + excluded.queued,
            running = running + excluded.running, pixels = pixels + excluded.pixels;
        """;

    private const string TakeOld =
        $"""
        UPDATE backlog SET jobs = jobs - 1, unstarted = unstarted - (old.status = 'queued'), queued = queued - old.queued,
            running = running - old.running, pixels = pixels - old.pixels_left WHERE class = {OldClass};
        """;

    /// <summary>Triggers, so that no statement that changes a job can forget it.</summary>
    public const string Schema =
        $"""
        CREATE TABLE backlog (class INTEGER PRIMARY KEY, jobs INTEGER NOT NULL, unstarted INTEGER NOT NULL, queued INTEGER NOT NULL,
            running INTEGER NOT NULL, pixels INTEGER NOT NULL);
        INSERT INTO backlog SELECT 10 * length(pixels_left) + substr(pixels_left, 1, 1) AS class, count(*), sum(status = 'queued'),
            sum(queued), sum(running), sum(pixels_left) FROM jobs WHERE finished_at IS NULL GROUP BY class;
        CREATE TRIGGER backlog_comes AFTER INSERT ON jobs WHEN new.finished_at IS NULL BEGIN {AddNew} END;
        CREATE TRIGGER backlog_changes AFTER UPDATE OF {Columns} ON jobs WHEN old.finished_at IS NULL AND new.finished_at IS NULL
            BEGIN {TakeOld} {AddNew} END;
        CREATE TRIGGER backlog_finishes AFTER UPDATE OF {Columns} ON jobs WHEN old.finished_at IS NULL AND new.finished_at IS NOT NULL
            BEGIN {TakeOld} END;
        """;

    /// <summary>Images that no worker has taken.</summary>
    public static long Waiting(this SqliteConnection db) => db.Number("SELECT coalesce(sum(queued), 0) FROM backlog");

    /// <param name="db">The database.</param>
    /// <param name="speed">Pixels a second.</param>
    public static QueueDepth Depth(this SqliteConnection db, double? speed) => db.First(
        row => new QueueDepth(row.Int("waiting"), row.Long("pixels"), row.Int("running"), speed),
        """
        SELECT coalesce(sum(queued), 0) AS waiting, coalesce(sum(pixels), 0) AS pixels, coalesce(sum(running), 0) AS running FROM backlog
        """)!;

    /// <summary>
    /// Null for a job that is unknown or finished. Jobs are served in turn, so another one delays this one by its own work or by as much as
    /// this one has, whichever is less; of those that share its row only the sums are known, which makes their part 21 % too large at most. The
    /// position is counted from the end of the queue, where a job just accepted is, as long as that is near.
    /// </summary>
    public static JobEstimate? Estimate(this SqliteConnection db, Guid job, double? speed) => db.First(
        row => new JobEstimate(row.IntOrNull("position"), speed is { } known ? TimeSpan.FromSeconds(row.Long("pixels") / known) : null),
        """
        SELECT (SELECT sum(min(backlog.pixels, backlog.jobs * jobs.pixels_left)) FROM backlog) AS pixels,
            CASE WHEN status = 'queued' THEN (
                SELECT CASE WHEN after < 1000 THEN (SELECT sum(unstarted) FROM backlog) - after
                    ELSE (SELECT count(*) FROM jobs WHERE status = 'queued' AND id <= $job) END
                FROM (SELECT count(*) AS after FROM (SELECT 1 FROM jobs WHERE status = 'queued' AND id > $job LIMIT 1000))) END AS position
        FROM jobs WHERE id = $job AND finished_at IS NULL
        """,
        ("$job", job));
}
