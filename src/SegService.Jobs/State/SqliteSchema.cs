using Microsoft.Data.Sqlite;

namespace SegService.Jobs.State;

/// <summary>
/// The database's shape, as the steps that led to it; <c>PRAGMA user_version</c> says how many were taken. Times are Unix
/// milliseconds, statuses lower-case names. Steps are only ever added.
/// </summary>
internal static class SqliteSchema
{
    private static readonly string[] Steps =
    [
        """
        CREATE TABLE owners (name TEXT PRIMARY KEY, turn INTEGER NOT NULL) WITHOUT ROWID;
        CREATE UNIQUE INDEX owners_by_turn ON owners (turn, name);

        CREATE TABLE jobs (
            id TEXT PRIMARY KEY, owner TEXT NOT NULL, idempotency_key TEXT, fingerprint TEXT NOT NULL, options TEXT NOT NULL,
            status TEXT NOT NULL, created_at INTEGER NOT NULL, started_at INTEGER, finished_at INTEGER, expires_at INTEGER,
            queued INTEGER NOT NULL, running INTEGER NOT NULL, succeeded INTEGER NOT NULL, failed INTEGER NOT NULL,
            cancelled INTEGER NOT NULL, pixels_left INTEGER NOT NULL, turn INTEGER NOT NULL, events INTEGER NOT NULL,
            callback TEXT, callback_due INTEGER, callback_attempts INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
        CREATE INDEX jobs_by_owner ON jobs (owner, id);
        CREATE UNIQUE INDEX jobs_by_key ON jobs (owner, idempotency_key) WHERE idempotency_key IS NOT NULL;
        CREATE UNIQUE INDEX jobs_waiting ON jobs (owner, turn, id) WHERE queued > 0;
        CREATE INDEX jobs_unfinished ON jobs (id, queued, running, pixels_left) WHERE finished_at IS NULL;
        CREATE INDEX jobs_by_expiry ON jobs (expires_at) WHERE expires_at IS NOT NULL;
        CREATE INDEX jobs_by_callback ON jobs (callback_due) WHERE callback_due IS NOT NULL;

        CREATE TABLE images (
            job TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE, idx INTEGER NOT NULL, image_id TEXT NOT NULL,
            source TEXT NOT NULL, source_length INTEGER NOT NULL, pixels INTEGER NOT NULL, status TEXT NOT NULL,
            attempts INTEGER NOT NULL, token INTEGER NOT NULL, lease_until INTEGER, due_at INTEGER NOT NULL, started_at INTEGER,
            finished_at INTEGER, result TEXT, result_length INTEGER, count INTEGER, problem TEXT,
            PRIMARY KEY (job, idx)) WITHOUT ROWID;
        CREATE INDEX images_queued ON images (job, idx, due_at) WHERE status = 'queued';
        CREATE INDEX images_by_due ON images (due_at) WHERE status = 'queued';
        CREATE INDEX images_running ON images (lease_until) WHERE status = 'running';
        CREATE INDEX images_done ON images (finished_at) WHERE status = 'succeeded';

        CREATE TABLE events (
            job TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE, seq INTEGER NOT NULL, at INTEGER NOT NULL, status TEXT NOT NULL,
            queued INTEGER NOT NULL, running INTEGER NOT NULL, succeeded INTEGER NOT NULL, failed INTEGER NOT NULL,
            cancelled INTEGER NOT NULL, image INTEGER, PRIMARY KEY (job, seq)) WITHOUT ROWID;
        """,
        """
        ALTER TABLE jobs ADD COLUMN trace_parent TEXT;
        CREATE INDEX jobs_by_status ON jobs (status);
        """,
        $"""
        DROP INDEX jobs_unfinished;
        {Backlog.Schema}
        DROP INDEX images_done;
        CREATE INDEX images_done ON images (finished_at, started_at, pixels) WHERE status = 'succeeded';
        """,
    ];

    /// <exception cref="InvalidOperationException">The database was written by a newer version.</exception>
    public static void Migrate(SqliteConnection connection)
    {
        var taken = (int)connection.Number("PRAGMA user_version");
        if (taken > Steps.Length)
            throw new InvalidOperationException(
                $"The job database has schema version {taken}; this version knows {Steps.Length}. Start the newer version again.");

        for (; taken < Steps.Length; taken++)
            connection.Execute($"BEGIN IMMEDIATE; {Steps[taken]} PRAGMA user_version = {taken + 1}; COMMIT;");
    }
}
