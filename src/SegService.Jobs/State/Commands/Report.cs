using Microsoft.Data.Sqlite;

namespace SegService.Jobs.State.Commands;

/// <summary>What a worker says about an image it holds; of no effect once it holds it no more. Outcome: whether it had one.</summary>
internal abstract record Report : JobCommand
{
    public required Holding Held { get; init; }

    public override object Apply(SqliteConnection db)
    {
        var image = db.FindImage(Held.Job, Held.Index);
        if (image?.IsHeldBy(Held.Token) != true)
            return false;

        Move(db, Held.Job, image, Reported(image));
        return true;
    }

    public override IEnumerable<object> Topics(object outcome) => outcome is true ? [Held.Job, JobQueue.Work] : [];

    protected abstract JobImage Reported(JobImage image);
}

/// <summary>Names a lease.</summary>
internal readonly record struct Holding(Guid Job, int Index, long Token)
{
    public static Holding Of(Lease lease) => new(lease.Job, lease.Image.Index, lease.Image.Token);
}

internal sealed record Renew : Report
{
    public override IEnumerable<object> Topics(object outcome) => [];

    protected override JobImage Reported(JobImage image) => image.Renewed(Now, Rules.LeaseDuration);
}

internal sealed record Complete : Report
{
    public required Blob Result { get; init; }

    public required int Count { get; init; }

    public override IEnumerable<object> Topics(object outcome) => [Held.Job];

    protected override JobImage Reported(JobImage image) => image.Succeeded(Now, Result, Count);
}

internal sealed record Fail : Report
{
    public required JobProblem Problem { get; init; }

    public required bool Transient { get; init; }

    protected override JobImage Reported(JobImage image) => image.Failed(Now, Problem, Transient, Rules);
}

internal sealed record HandBack : Report
{
    protected override JobImage Reported(JobImage image) => image.HandedBack(Now);
}
