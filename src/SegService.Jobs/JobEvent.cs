namespace SegService.Jobs;

/// <summary>Something that happened to a job: its status changed, or one of its images finished.</summary>
/// <param name="Sequence">From 1, without gaps within a job: where a reader resumes.</param>
/// <param name="At">When.</param>
/// <param name="Status">The job's status from then on.</param>
/// <param name="Counts">How far the job was.</param>
/// <param name="Image">The image that finished; null where the status changed.</param>
public sealed record JobEvent(long Sequence, DateTimeOffset At, JobStatus Status, ImageCounts Counts, JobImage? Image)
{
    /// <summary>Whether nothing follows, save expiry.</summary>
    public bool IsLast => Image is null && Status is not (JobStatus.Queued or JobStatus.Running);
}
