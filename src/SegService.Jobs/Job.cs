namespace SegService.Jobs;

/// <summary>A job as it stands.</summary>
public sealed record Job
{
    public required Guid Id { get; init; }

    public required string Owner { get; init; }

    public required JobStatus Status { get; init; }

    /// <summary>As submitted.</summary>
    public required string Options { get; init; }

    public Uri? Callback { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its first image was first taken.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>When its data is removed; null while it is unfinished, for an accepted job is never dropped.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    public required ImageCounts Counts { get; init; }

    public bool IsFinished => FinishedAt is not null;

    /// <summary>Whether the images and results are still kept.</summary>
    public bool HasData => Status is not (JobStatus.Cancelled or JobStatus.Expired);
}

/// <summary>How many of a job's images are in each status.</summary>
public readonly record struct ImageCounts(int Queued, int Running, int Succeeded, int Failed, int Cancelled)
{
    public int Total => Queued + Running + Succeeded + Failed + Cancelled;

    /// <summary>The final status these counts amount to, or null while an image is unfinished.</summary>
    public JobStatus? Outcome => this switch
    {
        { Queued: > 0 } or { Running: > 0 } => null,
        { Cancelled: > 0 } => JobStatus.Cancelled,
        { Failed: 0 } => JobStatus.Succeeded,
        { Succeeded: 0 } => JobStatus.Failed,
        _ => JobStatus.Partial,
    };
}
