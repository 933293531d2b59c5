namespace SegService.Jobs;

/// <summary>Finished jobs whose owner asked to be called. Survives restarts: each is called at least once, or given up.</summary>
public interface ICallbackOutbox
{
    /// <summary>Up to <paramref name="max"/> calls that are due.</summary>
    Task<IReadOnlyList<DueCallback>> DueAsync(int max, CancellationToken cancellationToken);

    /// <summary>Delivered or given up: not due again.</summary>
    Task SettleAsync(Guid job, CancellationToken cancellationToken);

    /// <summary>Due again after the back-off.</summary>
    Task RetryAsync(DueCallback callback, CancellationToken cancellationToken);
}

/// <param name="Job">The finished job.</param>
/// <param name="Attempts">Calls made before.</param>
public sealed record DueCallback(Job Job, int Attempts);
