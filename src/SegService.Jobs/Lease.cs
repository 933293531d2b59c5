namespace SegService.Jobs;

/// <summary>The right to work on one image for a while.</summary>
/// <param name="Job">Whose image.</param>
/// <param name="Options">The job's options.</param>
/// <param name="Image">As it stood when taken; <see cref="JobImage.Token"/> proves the lease.</param>
public sealed record Lease(Guid Job, string Options, JobImage Image)
{
    /// <summary>As submitted.</summary>
    public string? TraceParent { get; init; }
}

/// <summary>What waits, for admission, estimates and autoscalers.</summary>
/// <param name="Waiting">Images queued.</param>
/// <param name="PixelsLeft">Pixels of all images not finished, in work or not.</param>
/// <param name="Running">Images held by workers.</param>
/// <param name="PixelsPerSecond">What all slots together did lately; null before the first image.</param>
public sealed record QueueDepth(int Waiting, long PixelsLeft, int Running, double? PixelsPerSecond)
{
    /// <summary>How long all that will take.</summary>
    public TimeSpan? Backlog => PixelsPerSecond is { } rate ? TimeSpan.FromSeconds(PixelsLeft / rate) : null;
}

/// <summary>What one unfinished job may expect.</summary>
/// <param name="Position">1 for the job accepted first of those that have not started; null once started.</param>
/// <param name="Remaining">Until it is finished, if no other job comes; null before any speed was measured.</param>
public sealed record JobEstimate(int? Position, TimeSpan? Remaining);
