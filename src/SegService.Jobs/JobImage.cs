namespace SegService.Jobs;

/// <summary>One image of a job: the unit of work. Changed only by the methods here, which hold every backend to the same rules.</summary>
public sealed record JobImage
{
    /// <summary>From 0, in the order of submission.</summary>
    public required int Index { get; init; }

    public required string ImageId { get; init; }

    public required Blob Source { get; init; }

    public required long Pixels { get; init; }

    public ImageStatus Status { get; init; }

    /// <summary>Times it was tried, without those handed back untried.</summary>
    public int Attempts { get; init; }

    /// <summary>Grows each time the image is taken: only the worker with the latest token may report on it (fencing).</summary>
    public long Token { get; init; }

    /// <summary>While running: when the worker is given up, unless it renews.</summary>
    public DateTimeOffset? LeaseUntil { get; init; }

    /// <summary>While queued: not to be taken before.</summary>
    public DateTimeOffset DueAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    public Blob? Result { get; init; }

    /// <summary>Instances found, once succeeded.</summary>
    public int? Count { get; init; }

    /// <summary>The last problem met; the reason, once failed.</summary>
    public JobProblem? Problem { get; init; }

    public bool IsFinished => Status is ImageStatus.Succeeded or ImageStatus.Failed or ImageStatus.Cancelled;

    public bool IsHeldBy(long token) => Status == ImageStatus.Running && Token == token;

    public JobImage Taken(DateTimeOffset now, TimeSpan lease) => this with
    {
        Status = ImageStatus.Running,
        Attempts = Attempts + 1,
        Token = Token + 1,
        StartedAt = now,
        LeaseUntil = now + lease,
    };

    public JobImage Renewed(DateTimeOffset now, TimeSpan lease) => this with { LeaseUntil = now + lease };

    public JobImage Succeeded(DateTimeOffset now, Blob result, int count) => this with
    {
        Status = ImageStatus.Succeeded, Result = result, Count = count, Problem = null, FinishedAt = now, LeaseUntil = null,
    };

    /// <summary>Final if the problem is, or if it was the last attempt; else waiting for the next one, twice as long each time.</summary>
    public JobImage Failed(DateTimeOffset now, JobProblem problem, bool transient, JobRules rules) =>
        transient && Attempts < rules.MaxAttempts
            ? Waiting(now + rules.BackOff(Attempts)) with { Problem = problem }
            : this with { Status = ImageStatus.Failed, Problem = problem, FinishedAt = now, LeaseUntil = null };

    /// <summary>Back to the queue as if it had not been taken.</summary>
    public JobImage HandedBack(DateTimeOffset now) => Waiting(now) with { Attempts = Attempts - 1 };

    /// <summary>The worker is gone. It counts as an attempt, so that an image that kills workers ends as failed.</summary>
    public JobImage Lost(DateTimeOffset now, JobRules rules)
    {
        var problem = new JobProblem(JobProblem.WorkerLost, $"The worker was lost while it held the image (attempt {Attempts}).");
        return Attempts < rules.MaxAttempts
            ? Waiting(now) with { Problem = problem }
            : Failed(now, problem, transient: false, rules);
    }

    public JobImage Cancelled(DateTimeOffset now) =>
        this with { Status = ImageStatus.Cancelled, FinishedAt = now, LeaseUntil = null };

    private JobImage Waiting(DateTimeOffset dueAt) =>
        this with { Status = ImageStatus.Queued, DueAt = dueAt, LeaseUntil = null };
}
