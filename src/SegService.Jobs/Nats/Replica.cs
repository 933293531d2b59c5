using Microsoft.Data.Sqlite;
using SegService.Jobs.State;

namespace SegService.Jobs.Nats;

/// <summary>How far a replica has come: the last message applied. (0, "") before the first.</summary>
internal readonly record struct LogPosition(ulong Sequence, string Id);

/// <summary>
/// What the log says, as a database of this process' own. It is a copy that can be made again at any time, so it lives in the
/// system's temporary folder and is not flushed.
/// </summary>
internal sealed class Replica : IDisposable
{
    /// <summary>Messages within which a repeated command is recognised: minutes, where repeating ends after seconds.</summary>
    private const long RepeatWindow = 100_000;

    private const int Constraint = 19;

    private const string Schema =
        """
        CREATE TABLE IF NOT EXISTS position (sequence INTEGER NOT NULL, id TEXT NOT NULL);
        INSERT INTO position SELECT 0, '' WHERE NOT EXISTS (SELECT 1 FROM position);
        CREATE TABLE IF NOT EXISTS applied (id TEXT PRIMARY KEY, sequence INTEGER NOT NULL) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS applied_by_sequence ON applied (sequence);
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("segservice-replica-");

    public Replica()
    {
        Database = new SqliteDatabase(Path.Combine(_folder.FullName, "jobs.db"), isDurable: false);
        Database.WriteAsync(db => db.Execute(Schema)).GetAwaiter().GetResult();
    }

    public SqliteDatabase Database { get; }

    public LogPosition Position => Database.Read(ReadPosition);

    /// <summary>The command's outcome; null for one that was applied before, and for a message that is none.</summary>
    /// <exception cref="InvalidOperationException">The message is not the next one.</exception>
    public Task<object?> ApplyAsync(LogPosition at, JobCommand? command) => Database.WriteAsync(db => Apply(db, at, command));

    /// <summary>A consistent copy, in a file that is the caller's to delete.</summary>
    public (string File, LogPosition Position) Save()
    {
        var file = NewFile();
        Database.Read(db => db.Execute("VACUUM INTO $file", ("$file", file)));
        using var copy = new SqliteConnection($"Data Source={file};Pooling=False");
        copy.Open();
        return (file, ReadPosition(copy));
    }

    /// <summary>Becomes the copy in a file, or empty without one.</summary>
    public async Task LoadAsync(string? file)
    {
        await Database.ReplaceAsync(file ?? NewFile()).ConfigureAwait(false);
        await Database.WriteAsync(db => db.Execute(Schema)).ConfigureAwait(false);
    }

    public string NewFile() => Path.Combine(_folder.FullName, Path.GetRandomFileName());

    public void Dispose()
    {
        Database.Dispose();
        _folder.Delete(recursive: true);
    }

    private static object? Apply(SqliteConnection db, LogPosition at, JobCommand? command)
    {
        var sequence = (long)at.Sequence;
        var moved = db.Execute(
            "UPDATE position SET sequence = $sequence, id = $id WHERE sequence = $sequence - 1", ("$sequence", sequence), ("$id", at.Id));
        if (moved == 0)
            throw new InvalidOperationException($"Message {sequence} does not follow on what was applied before.");
        if (command is null)
            return null;

        db.Execute("DELETE FROM applied WHERE sequence <= $limit", ("$limit", sequence - RepeatWindow));
        var isNew = db.Execute("INSERT OR IGNORE INTO applied VALUES ($id, $sequence)", ("$id", at.Id), ("$sequence", sequence)) == 1;
        return isNew ? Apply(db, command) : null;
    }

    private static object Apply(SqliteConnection db, JobCommand command)
    {
        db.Execute("SAVEPOINT command");
        try
        {
            return command.Apply(db);
        }
        catch (Exception e) when (e is not (SqliteException { SqliteErrorCode: not Constraint } or OutOfMemoryException))
        {
            db.Execute("ROLLBACK TO command");
            return new CommandFailure(e);
        }
        finally
        {
            db.Execute("RELEASE command");
        }
    }

    private static LogPosition ReadPosition(SqliteConnection db) =>
        db.First(row => new LogPosition((ulong)row.Long("sequence"), row.String("id")), "SELECT sequence, id FROM position");
}

/// <summary>The outcome of a command that is wrong in itself: it fails alike everywhere and changes nothing. A full disk is no such outcome.</summary>
internal sealed record CommandFailure(Exception Exception);
