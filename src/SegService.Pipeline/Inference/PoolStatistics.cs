namespace SegService.Pipeline.Inference;

/// <summary>The pool at one moment, for statistics and autoscalers.</summary>
public sealed record PoolStatistics
{
    /// <summary>Admitted tiles that do not run yet.</summary>
    public required int QueuedTiles { get; init; }

    /// <summary>Their pixels.</summary>
    public required long QueuedPixels { get; init; }

    /// <summary>Tiles in batches that run now.</summary>
    public required int RunningTiles { get; init; }

    public required int BusyWorkers { get; init; }

    public required int Workers { get; init; }

    /// <summary>Recent mean of tiles in a batch as a fraction of the largest batch, 0..1.</summary>
    public required double BatchFill { get; init; }

    /// <summary>What all workers together do when busy, by recent batches; null before the first.</summary>
    public required double? PixelsPerSecond { get; init; }

    /// <summary>Tiles that have a result, since start-up.</summary>
    public required long CompletedTiles { get; init; }

    /// <summary>Batches whose kernel failed, since start-up.</summary>
    public required long FailedBatches { get; init; }

    /// <summary>Seconds until what waits now is done; null before the first batch.</summary>
    public double? BacklogSeconds => QueuedPixels / PixelsPerSecond;
}
