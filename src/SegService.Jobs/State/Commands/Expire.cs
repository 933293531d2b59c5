using Microsoft.Data.Sqlite;

namespace SegService.Jobs.State.Commands;

/// <summary>Outcome: the ids of the jobs that are expired from now on.</summary>
internal sealed record Expire : JobCommand
{
    public override object Apply(SqliteConnection db)
    {
        db.Execute("DELETE FROM jobs WHERE expires_at <= $limit", ("$limit", Now - Rules.Retention));
        var expired = db.Query(
            row => row.Id("id"), "SELECT id FROM jobs WHERE expires_at <= $now AND status <> 'expired' ORDER BY id", ("$now", Now));
        foreach (var job in expired)
        {
            db.Execute("UPDATE jobs SET status = 'expired' WHERE id = $job", ("$job", job));
            db.AddEvent(job, Now);
            db.ForgetResults(job);
        }

        return expired;
    }

    public override IEnumerable<object> Topics(object outcome) => ((List<Guid>)outcome).Cast<object>();
}
