using Microsoft.Data.Sqlite;

namespace SegService.Jobs.State.Commands;

/// <summary>Outcome: whether there was such a job.</summary>
internal sealed record Remove : JobCommand
{
    public required Guid Job { get; init; }

    public override object Apply(SqliteConnection db)
    {
        if (db.FindJob(Job) is not { } job)
            return false;
        if (job.IsFinished)
            return db.Execute("DELETE FROM jobs WHERE id = $id", ("$id", Job)) == 1;

        foreach (var image in db.FindImages(Job).Where(image => !image.IsFinished))
            Move(db, Job, image, image.Cancelled(Now));
        db.ForgetResults(Job);
        return true;
    }

    public override IEnumerable<object> Topics(object outcome) => [Job];
}
