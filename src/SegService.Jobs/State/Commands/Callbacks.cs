using Microsoft.Data.Sqlite;

namespace SegService.Jobs.State.Commands;

/// <summary>Hands out calls that are due, each to one caller for a while. Outcome: a list of <see cref="DueCallback"/>.</summary>
internal sealed record ClaimCallbacks : JobCommand
{
    /// <summary>A caller silent for this long is taken to be gone: longer than any call may take.</summary>
    private static readonly TimeSpan Claim = TimeSpan.FromMinutes(2);

    public required int Max { get; init; }

    public override object Apply(SqliteConnection db)
    {
        var due = db.Query(
            row => new DueCallback(SqliteRows.Job(row), row.Int("callback_attempts")),
            "SELECT * FROM jobs WHERE callback_due <= $now ORDER BY callback_due, id LIMIT $max", ("$now", Now), ("$max", Max));
        foreach (var callback in due)
            db.Execute("UPDATE jobs SET callback_due = $due WHERE id = $job", ("$job", callback.Job.Id), ("$due", Now + Claim));
        return due;
    }
}

/// <summary>Outcome: nothing of interest.</summary>
internal sealed record SettleCallback : JobCommand
{
    public required Guid Job { get; init; }

    public override object Apply(SqliteConnection db) =>
        db.Execute("UPDATE jobs SET callback_due = NULL WHERE id = $job", ("$job", Job));
}

/// <summary>Outcome: nothing of interest.</summary>
internal sealed record RetryCallback : JobCommand
{
    public required Guid Job { get; init; }

    /// <summary>Calls made, this one included.</summary>
    public required int Attempts { get; init; }

    public override object Apply(SqliteConnection db) => db.Execute(
        "UPDATE jobs SET callback_due = $due, callback_attempts = $attempts WHERE id = $job",
        ("$job", Job), ("$attempts", Attempts), ("$due", Now + Rules.BackOff(Attempts)));
}
