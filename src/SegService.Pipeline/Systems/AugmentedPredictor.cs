using System.Numerics.Tensors;
using SegService.Pipeline.Postprocessing;
using SegService.Pipeline.Preprocessing;

namespace SegService.Pipeline.Systems;

/// <summary>
/// Test-time augmentation: predicts under the eight symmetries of the square and averages the maps. Eight times the inference.
/// </summary>
internal sealed class AugmentedPredictor(IMapPredictor predictor) : IMapPredictor
{
    public async Task<Outcome<SegmentationMaps>> PredictAsync(ModelInput input, StageTimings timings, CancellationToken cancellationToken)
    {
        SegmentationMaps? sum = null;
        foreach (var symmetry in SquareSymmetry.All)
        {
            using var turned = symmetry.Apply(input);
            var outcome = await predictor.PredictAsync(turned, timings, cancellationToken).ConfigureAwait(false);
            if (!outcome.TryGet(out var maps, out var failure))
            {
                sum?.Dispose();
                return failure;
            }

            using (maps)
                sum = Add(sum, TurnBack(symmetry, maps));
        }

        return Scale(sum!, 1f / SquareSymmetry.All.Count);
    }

    private static SegmentationMaps TurnBack(SquareSymmetry symmetry, SegmentationMaps maps)
    {
        var (width, height) = symmetry.Transpose ? (maps.Height, maps.Width) : (maps.Width, maps.Height);
        var turned = SegmentationMaps.Rent(width, height, maps.Border is not null, maps.Marker is not null);
        foreach (var (from, to) in maps.Planes.Zip(turned.Planes))
            symmetry.Inverse.Apply(from, maps.Width, maps.Height, to);
        return turned;
    }

    /// <summary>Adds in place of the first: the maps here are this class's own.</summary>
    private static SegmentationMaps Add(SegmentationMaps? sum, SegmentationMaps maps)
    {
        if (sum is null)
            return maps;
        foreach (var (target, plane) in sum.Planes.Zip(maps.Planes))
            TensorPrimitives.Add(target, plane, target);
        maps.Dispose();
        return sum;
    }

    private static SegmentationMaps Scale(SegmentationMaps maps, float factor)
    {
        foreach (var plane in maps.Planes)
            TensorPrimitives.Multiply(plane, factor, plane);
        return maps;
    }
}
