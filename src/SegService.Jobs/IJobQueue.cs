namespace SegService.Jobs;

/// <summary>
/// Hands out images to workers: at least once each, to one live lease at a time, in turn between owners and then between an
/// owner's jobs. Reports under a token that is no longer the latest change nothing and return false.
/// </summary>
public interface IJobQueue
{
    /// <summary>Up to <paramref name="max"/> leases; waits up to <paramref name="wait"/> for the first one.</summary>
    Task<IReadOnlyList<Lease>> TakeAsync(int max, TimeSpan wait, CancellationToken cancellationToken);

    /// <summary>Extends the lease; false means stop working on it.</summary>
    Task<bool> RenewAsync(Lease lease, CancellationToken cancellationToken);

    Task<bool> CompleteAsync(Lease lease, Blob result, int count, CancellationToken cancellationToken);

    /// <summary>A transient problem is retried with back-off until the attempts are used up; any other ends the image.</summary>
    Task<bool> FailAsync(Lease lease, JobProblem problem, bool transient, CancellationToken cancellationToken);

    /// <summary>Gives the image back untried, for another worker to take at once.</summary>
    Task<bool> HandBackAsync(Lease lease, CancellationToken cancellationToken);

    Task<QueueDepth> DepthAsync(CancellationToken cancellationToken);

    /// <summary>Null for a job that is unknown or finished.</summary>
    Task<JobEstimate?> EstimateAsync(Guid job, CancellationToken cancellationToken);
}
