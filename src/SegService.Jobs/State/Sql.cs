using System.Globalization;
using Microsoft.Data.Sqlite;

namespace SegService.Jobs.State;

/// <summary>Short forms for the handful of ways in which this backend talks to SQLite.</summary>
internal static class Sql
{
    public static int Execute(this SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var statement = connection.Prepare(sql, parameters);
        return statement.Command.ExecuteNonQuery();
    }

    public static List<T> Query<T>(
        this SqliteConnection connection, Func<SqliteDataReader, T> row, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var statement = connection.Prepare(sql, parameters);
        using var reader = statement.Command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(row(reader));
        return rows;
    }

    public static T? First<T>(
        this SqliteConnection connection, Func<SqliteDataReader, T> row, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var statement = connection.Prepare(sql, parameters);
        using var reader = statement.Command.ExecuteReader();
        return reader.Read() ? row(reader) : default;
    }

    public static long Number(this SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters) =>
        connection.First(reader => reader.GetInt64(0), sql, parameters);

    public static string Text(this Guid id) => id.ToString("N");

    public static string Text(this Enum name) => name.ToString().ToLower(CultureInfo.InvariantCulture);

    public static Guid Id(this SqliteDataReader reader, string column) => Guid.ParseExact(reader.GetString(reader.GetOrdinal(column)), "N");

    public static string String(this SqliteDataReader reader, string column) => reader.GetString(reader.GetOrdinal(column));

    public static string? StringOrNull(this SqliteDataReader reader, string column) =>
        reader.IsDBNull(reader.GetOrdinal(column)) ? null : reader.String(column);

    public static long Long(this SqliteDataReader reader, string column) => reader.GetInt64(reader.GetOrdinal(column));

    public static int Int(this SqliteDataReader reader, string column) => reader.GetInt32(reader.GetOrdinal(column));

    public static int? IntOrNull(this SqliteDataReader reader, string column) =>
        reader.IsDBNull(reader.GetOrdinal(column)) ? null : reader.Int(column);

    public static DateTimeOffset Time(this SqliteDataReader reader, string column) =>
        DateTimeOffset.FromUnixTimeMilliseconds(reader.Long(column));

    public static DateTimeOffset? TimeOrNull(this SqliteDataReader reader, string column) =>
        reader.IsDBNull(reader.GetOrdinal(column)) ? null : reader.Time(column);

    public static T Name<T>(this SqliteDataReader reader, string column)
        where T : struct, Enum =>
        Enum.Parse<T>(reader.String(column), ignoreCase: true);

    private static Statement Prepare(this SqliteConnection connection, string sql, ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var keeper = connection as KeptConnection;
        var command = keeper?.TakeOut(sql) ?? new SqliteCommand(sql, connection);
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, Store(value));
        return new Statement(command, keeper);
    }

    private static object Store(object? value) => value switch
    {
        null => DBNull.Value,
        Guid id => id.Text(),
        DateTimeOffset time => time.ToUnixTimeMilliseconds(),
        Enum name => name.Text(),
        _ => value,
    };

    /// <summary>A command while it is used.</summary>
    private readonly record struct Statement(SqliteCommand Command, KeptConnection? Keeper) : IDisposable
    {
        public void Dispose()
        {
            if (Keeper is null)
                Command.Dispose();
            else
                Keeper.PutBack(Command);
        }
    }
}
