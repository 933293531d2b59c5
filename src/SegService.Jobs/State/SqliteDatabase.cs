using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace SegService.Jobs.State;

/// <summary>
/// One SQLite file: many readers, and one writer thread that commits whatever has queued up as one transaction, because a commit
/// costs a disk flush however much is in it.
/// </summary>
internal sealed class SqliteDatabase : IDisposable
{
    private const int MaxGroup = 256;

    private readonly BlockingCollection<ISqliteWrite> _writes = [];
    private readonly string _connectionString;
    private readonly Thread _writer;

    public SqliteDatabase(string path)
    {
        _connectionString = new SqliteConnectionStringBuilder { DataSource = path, ForeignKeys = true, DefaultTimeout = 30 }.ToString();
        using (var connection = Open())
        {
            connection.Execute("PRAGMA journal_mode = WAL");
            SqliteSchema.Migrate(connection);
        }

        _writer = new Thread(CommitGroups) { IsBackground = true, Name = "job database" };
        _writer.Start();
    }

    public T Read<T>(Func<SqliteConnection, T> query)
    {
        using var connection = Open();
        return query(connection);
    }

    /// <summary>Runs <paramref name="work"/> in a transaction; done once that is on stable storage.</summary>
    public Task<T> WriteAsync<T>(Func<SqliteConnection, T> work, CancellationToken cancellationToken = default)
    {
        var write = new SqliteWrite<T>(work, cancellationToken);
        try
        {
            _writes.Add(write, CancellationToken.None);
        }
        catch (InvalidOperationException)
        {
            return Task.FromException<T>(new OperationCanceledException("The job database is closed."));
        }

        return write.Completed;
    }

    public void Dispose()
    {
        _writes.CompleteAdding();
        _writer.Join();
        SqliteConnection.ClearPool(new SqliteConnection(_connectionString));
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(_connectionString);
        connection.Open();
        return connection;
    }

    private void CommitGroups()
    {
        using var connection = Open();
        connection.Execute("PRAGMA synchronous = FULL");
        var group = new List<ISqliteWrite>(MaxGroup);
        foreach (var first in _writes.GetConsumingEnumerable())
        {
            group.Add(first);
            while (group.Count < MaxGroup && _writes.TryTake(out var next))
                group.Add(next);
            Commit(connection, group);
            group.Clear();
        }
    }

    private static void Commit(SqliteConnection connection, List<ISqliteWrite> group)
    {
        try
        {
            connection.Execute("BEGIN IMMEDIATE");
            foreach (var write in group)
                write.Run(connection);
            connection.Execute("COMMIT");
            group.ForEach(write => write.Finish());
        }
        catch (SqliteException e)
        {
            group.ForEach(write => write.Fail(e));
            RollBack(connection);
        }
    }

    /// <summary>SQLite may have rolled back by itself, for instance when the disk is full.</summary>
    private static void RollBack(SqliteConnection connection)
    {
        try
        {
            connection.Execute("ROLLBACK");
        }
        catch (SqliteException)
        {
        }
    }
}
