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
    private readonly ConcurrentBag<KeptConnection> _readers = [];
    private readonly string _connectionString;
    private readonly Thread _writer;

    private readonly bool _isDurable;
    private volatile bool _isClosed;

    /// <param name="path">The file; made if it is not there.</param>
    /// <param name="isDurable">Whether a commit waits for the disk.</param>
    public SqliteDatabase(string path, bool isDurable = true)
    {
        _isDurable = isDurable;
        _connectionString = new SqliteConnectionStringBuilder { DataSource = path, ForeignKeys = true, DefaultTimeout = 30, Pooling = false }.ToString();
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
        var connection = _readers.TryTake(out var kept) ? kept : Open();
        try
        {
            return query(connection);
        }
        finally
        {
            _readers.Add(connection);
            if (_isClosed)
                CloseReaders();
        }
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

    /// <summary>Everything is as in another database file from now on; an empty or missing file empties this one.</summary>
    public Task ReplaceAsync(string path)
    {
        var replacement = new SqliteReplacement(path);
        _writes.Add(replacement, CancellationToken.None);
        return replacement.Completed;
    }

    public void Dispose()
    {
        _writes.CompleteAdding();
        _writer.Join();
        _isClosed = true;
        CloseReaders();
    }

    private void CloseReaders()
    {
        while (_readers.TryTake(out var reader))
            reader.Dispose();
    }

    private KeptConnection Open()
    {
        var connection = new KeptConnection(_connectionString);
        connection.Open();
        return connection;
    }

    private void CommitGroups()
    {
        using var connection = Open();
        connection.Execute(_isDurable ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = OFF");
        var group = new List<ISqliteWrite>(MaxGroup);
        ISqliteWrite? next = null;
        while (next is not null || _writes.TryTake(out next, Timeout.Infinite))
        {
            if (next is SqliteReplacement replacement)
            {
                replacement.Run(connection);
                next = null;
                continue;
            }

            do
                group.Add(next);
            while (_writes.TryTake(out next) && next is not SqliteReplacement && group.Count < MaxGroup);
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
