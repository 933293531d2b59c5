using Microsoft.Data.Sqlite;
using SegService.Jobs.State;

namespace SegService.Jobs.Embedded;

/// <summary>After a start: whoever held images was in the process that is gone. Outcome: how many there were.</summary>
internal sealed record GiveUpHeld : JobCommand
{
    public override object Apply(SqliteConnection db)
    {
        var held = db.Query(row => (Job: row.Id("job"), Image: SqliteRows.Image(row)), "SELECT * FROM images WHERE status = 'running'");
        foreach (var (job, image) in held)
            Move(db, job, image, image.Lost(Now, Rules));
        return held.Count;
    }
}
