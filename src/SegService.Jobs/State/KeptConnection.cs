using Microsoft.Data.Sqlite;

namespace SegService.Jobs.State;

/// <summary>
/// A connection that keeps its statements compiled, for they are few and come again and again: compiling one takes longer than running
/// it. One thread at a time, as any connection.
/// </summary>
internal sealed class KeptConnection(string connectionString) : SqliteConnection(connectionString)
{
    private readonly Dictionary<string, SqliteCommand> _idle = [];

    /// <summary>The statement, without parameters. The caller's alone until it is put back.</summary>
    public SqliteCommand TakeOut(string sql) => _idle.Remove(sql, out var command) ? command : new SqliteCommand(sql, this);

    public void PutBack(SqliteCommand command)
    {
        command.Parameters.Clear();
        if (!_idle.TryAdd(command.CommandText, command))
            command.Dispose();
    }

    protected override void Dispose(bool disposing)
    {
        foreach (var command in _idle.Values)
            command.Dispose();
        _idle.Clear();
        base.Dispose(disposing);
    }
}
