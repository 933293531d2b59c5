using SegService.Api.Jobs;
using SegService.Jobs;
using SegService.Pipeline.Inference;

namespace SegService.Api.Stats;

/// <summary>What waits and how fast it goes, for autoscalers.</summary>
/// <param name="QueueDepth">Images of jobs that wait for a worker.</param>
/// <param name="Running">Images of jobs that workers have in hand.</param>
/// <param name="BacklogPixels">Pixels of all images of jobs that are not finished.</param>
/// <param name="BacklogSeconds">How long they will take; null before any speed was measured.</param>
/// <param name="PixelsPerSecond">What all slots together did lately; null before the first image.</param>
/// <param name="Workers">Inference workers of this process: devices times workers per device.</param>
/// <param name="BusyWorkers">Those that run a batch now.</param>
/// <param name="QueuedTiles">Tiles of any request that wait for an inference worker.</param>
/// <param name="BatchFill">Recent mean of tiles in a batch as a fraction of the largest batch, 0 to 1.</param>
public sealed record StatsDocument(int QueueDepth, int Running, long BacklogPixels, double? BacklogSeconds, double? PixelsPerSecond,
    int Workers, int BusyWorkers, int QueuedTiles, double BatchFill);

internal static class StatsEndpoint
{
    public static void MapStats(this IEndpointRouteBuilder v1) => v1.MapGet("/stats", GetAsync).WithName("getStats").WithTags("Operation")
        .WithSummary("What waits and how fast it goes, for autoscalers");

    private static async Task<StatsDocument> GetAsync(IJobQueue queue, InferencePool pool, CancellationToken cancellationToken)
    {
        var depth = await queue.DepthAsync(cancellationToken);
        var inference = pool.Statistics;
        return new StatsDocument(depth.Waiting, depth.Running, depth.PixelsLeft, JobDocuments.Seconds(depth.Backlog), depth.PixelsPerSecond,
            inference.Workers, inference.BusyWorkers, inference.QueuedTiles, Math.Round(inference.BatchFill, 3));
    }
}
