using Microsoft.Data.Sqlite;

namespace SegService.Jobs.State;

/// <summary>Takes another file's content over, between two transactions. Readers see all of it or nothing.</summary>
internal sealed class SqliteReplacement(string path) : ISqliteWrite
{
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Completed => _completion.Task;

    public void Run(SqliteConnection connection)
    {
        try
        {
            using var other = new SqliteConnection($"Data Source={path};Pooling=False");
            other.Open();
            SqliteSchema.Migrate(other);
            other.BackupDatabase(connection);
            connection.Execute("PRAGMA journal_mode = WAL");
            Finish();
        }
        catch (Exception e) when (e is SqliteException or InvalidOperationException)
        {
            Fail(e);
        }
    }

    public void Finish() => _completion.TrySetResult();

    public void Fail(Exception exception) => _completion.TrySetException(exception);
}
