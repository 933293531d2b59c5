namespace SegService.Jobs;

/// <summary>The state of jobs. Every change is on stable storage when its task is done.</summary>
public interface IJobStore
{
    Task<SubmitOutcome> SubmitAsync(JobSubmission submission, CancellationToken cancellationToken);

    /// <summary>What submitting would come to where the submission's key is known to belong to a job already, duplicate or conflict; else null.
    /// With several processes, null may be out of date.</summary>
    Task<SubmitOutcome?> FindRepeatedAsync(JobSubmission submission, CancellationToken cancellationToken);

    Task<Job?> FindAsync(Guid job, CancellationToken cancellationToken);

    /// <summary>In the order of submission; empty for an unknown job.</summary>
    Task<IReadOnlyList<JobImage>> ImagesAsync(Guid job, CancellationToken cancellationToken);

    Task<JobImage?> ImageAsync(Guid job, int index, CancellationToken cancellationToken);

    /// <summary>An owner's jobs, newest first: the first <paramref name="limit"/> of those before <paramref name="before"/>.</summary>
    Task<IReadOnlyList<Job>> ListAsync(string owner, Guid? before, int limit, CancellationToken cancellationToken);

    /// <summary>How many jobs of all owners are in each status; one that no job is in may be missing.</summary>
    Task<IReadOnlyDictionary<JobStatus, long>> CountAsync(CancellationToken cancellationToken);

    /// <summary>
    /// An unfinished job becomes cancelled: its workers lose their leases, its results are forgotten. A finished one is forgotten
    /// altogether. The caller removes the blobs. False where there is no such job.
    /// </summary>
    Task<bool> RemoveAsync(Guid job, CancellationToken cancellationToken);

    /// <summary>Marks finished jobs past their retention as expired and returns them; forgets those expired for as long again.
    /// The caller removes the blobs.</summary>
    Task<IReadOnlyList<Guid>> ExpireAsync(CancellationToken cancellationToken);

    /// <summary>
    /// What happened to a job after event <paramref name="after"/> (0: from the start), then what happens, as it happens. Ends
    /// with the event that finishes the job; empty for an unknown job.
    /// </summary>
    IAsyncEnumerable<JobEvent> EventsAsync(Guid job, long after, CancellationToken cancellationToken);
}
