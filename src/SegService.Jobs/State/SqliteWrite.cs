using Microsoft.Data.Sqlite;

namespace SegService.Jobs.State;

/// <summary>One caller's part of a group commit.</summary>
internal interface ISqliteWrite
{
    void Run(SqliteConnection connection);

    /// <summary>The group is on stable storage.</summary>
    void Finish();

    /// <summary>The group is not.</summary>
    void Fail(Exception exception);
}

/// <summary>Has a savepoint of its own, so that one that throws does not take its neighbours along.</summary>
internal sealed class SqliteWrite<T>(Func<SqliteConnection, T> work, CancellationToken cancellationToken) : ISqliteWrite
{
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;
    private Exception? _exception;

    public Task<T> Completed => _completion.Task;

    public void Run(SqliteConnection connection)
    {
        connection.Execute("SAVEPOINT write");
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            _result = work(connection);
        }
        catch (Exception e)
        {
            _exception = e;
            connection.Execute("ROLLBACK TO write");
        }

        connection.Execute("RELEASE write");
    }

    public void Finish()
    {
        if (_exception is OperationCanceledException)
            _completion.TrySetCanceled(cancellationToken);
        else if (_exception is not null)
            _completion.TrySetException(_exception);
        else
            _completion.TrySetResult(_result!);
    }

    public void Fail(Exception exception) => _completion.TrySetException(exception);
}
