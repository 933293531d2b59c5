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
                return failure;
            sum = Add(sum, TurnBack(symmetry, maps));
        }

        return Scale(sum!, 1f / SquareSymmetry.All.Count);
    }

    private static SegmentationMaps TurnBack(SquareSymmetry symmetry, SegmentationMaps maps)
    {
        var (width, height) = symmetry.Transpose ? (maps.Height, maps.Width) : (maps.Width, maps.Height);
        return new SegmentationMaps(width, height, Turn(maps.Nucleus)!, Turn(maps.Border), Turn(maps.Marker));

        float[]? Turn(float[]? plane)
        {
            if (plane is null)
                return null;
            var turned = new float[plane.Length];
            symmetry.Inverse.Apply(plane, maps.Width, maps.Height, turned);
            return turned;
        }
    }

    /// <summary>Adds in place of the first: the maps here are this class's own.</summary>
    private static SegmentationMaps Add(SegmentationMaps? sum, SegmentationMaps maps)
    {
        if (sum is null)
            return maps;
        foreach (var (target, plane) in Planes(sum).Zip(Planes(maps)))
            TensorPrimitives.Add(target, plane, target);
        return sum;
    }

    private static SegmentationMaps Scale(SegmentationMaps maps, float factor)
    {
        foreach (var plane in Planes(maps))
            TensorPrimitives.Multiply(plane, factor, plane);
        return maps;
    }

    private static IEnumerable<float[]> Planes(SegmentationMaps maps) =>
        new[] { maps.Nucleus, maps.Border, maps.Marker }.OfType<float[]>();
}
