using SegService.Pipeline.Models;
using SegService.Pipeline.Postprocessing;
using SegService.Pipeline.Preprocessing;
using SegService.Pipeline.Preprocessing.Tiling;
using SegService.Pipeline.Systems;
using SegService.Pipeline.Telemetry;

namespace SegService.Pipeline.Inference;

/// <summary>One leased network on the pool: cuts an input into tiles, keeps a window of them in the pool, stitches what comes back.</summary>
/// <param name="pool">Runs the tiles.</param>
/// <param name="lease">The model; the caller disposes it after the last prediction.</param>
/// <param name="options">How images are cut.</param>
/// <param name="time">The pool's clock.</param>
public sealed class PooledPredictor(InferencePool pool, ModelLease lease, InferenceOptions options, TimeProvider time) : IMapPredictor
{
    private readonly ModelBundle _bundle = lease.Bundle
        ?? throw new ArgumentException($"{lease.Identity} has no network.", nameof(lease));

    public async Task<Outcome<SegmentationMaps>> PredictAsync(ModelInput input, StageTimings timings, CancellationToken cancellationToken)
    {
        var kernel = lease.Model.Kernels[0];
        if (kernel.InputChannels != input.Channels)
            return new Failure(FailureKind.ModelFault,
                $"The model {lease.Identity} reads {kernel.InputChannels} planes, but its input recipe gives {input.Channels}.");

        var grid = TileGrid.Cut(input.Height, input.Width, _bundle.Input.SizeMultiple, options.MaxTileSide, options.TileOverlap);
        var shape = new TileShape(input.Channels, grid.Rows.Side, grid.Columns.Side);
        if (!pool.Open(lease.Model, shape, grid.Count, cancellationToken).TryGet(out var flow, out var refused))
            return refused;
        using (flow)
        {
            var maps = SegmentationMaps.Rent(input.Width, input.Height, _bundle.Outputs.Contains(MapKind.Border), _bundle.Outputs.Contains(MapKind.Marker));
            using var step = PipelineTelemetry.Start("inference");
            var clock = new TileClock(time);
            var failure = await RunAsync(flow, grid, input, new TileStitcher(grid, InOrder(maps)), clock).ConfigureAwait(false);
            clock.Record(timings);
            if (failure is null)
                return maps;
            maps.Dispose();
            return failure;
        }
    }

    private async Task<Failure?> RunAsync(TileFlow flow, TileGrid grid, ModelInput input, TileStitcher stitcher, TileClock clock)
    {
        var pending = new Queue<Task<Outcome<TileResult>>>();
        var submitted = 0;
        for (var tile = 0; tile < grid.Count; tile++)
        {
            while (submitted < grid.Count && pending.Count < pool.Window)
                pending.Enqueue(flow.RunAsync(Read(grid, input, submitted++, flow.Shape)));
            if (submitted == grid.Count)
                input.Dispose();
            var outcome = await pending.Dequeue().ConfigureAwait(false);
            if (!outcome.TryGet(out var result, out var failure))
            {
                await GiveUpAsync(flow, pending).ConfigureAwait(false);
                return failure;
            }

            using (result)
                stitcher.Add(tile, result.Maps.Data.Span);
            clock.Add(result);
        }

        return null;
    }

    private static async Task GiveUpAsync(TileFlow flow, Queue<Task<Outcome<TileResult>>> pending)
    {
        flow.Dispose();
        foreach (var tile in pending)
        {
            if ((await tile.ConfigureAwait(false)).TryGet(out var result, out _))
                result.Dispose();
        }
    }

    private static TileTensor Read(TileGrid grid, ModelInput input, int tile, TileShape shape)
    {
        if (grid.Count == 1 && (shape.Height, shape.Width) == (input.Height, input.Width))
            return TileTensor.Whole(input);
        var tensor = new TileTensor(shape);
        grid.Read(input, tile, tensor.Data.Span);
        return tensor;
    }

    /// <summary>The maps' planes as the network gives them.</summary>
    private float[][] InOrder(SegmentationMaps maps) => [.. _bundle.Outputs.Select(kind => kind switch
    {
        MapKind.Border => maps.Border!,
        MapKind.Marker => maps.Marker!,
        _ => maps.Nucleus,
    })];
}
