using System.Numerics.Tensors;
using SegService.Pipeline.Postprocessing;
using SegService.Pipeline.Preprocessing;

namespace SegService.Pipeline.Systems;

/// <summary>Test-time augmentation: predicts under several symmetries of the square and averages the maps. As many times the inference.</summary>
internal sealed class AugmentedPredictor : IMapPredictor
{
    private readonly IMapPredictor _predictor;
    private readonly IReadOnlyList<SquareSymmetry> _symmetries;

    private AugmentedPredictor(IMapPredictor predictor, IReadOnlyList<SquareSymmetry> symmetries) => (_predictor, _symmetries) = (predictor, symmetries);

    /// <summary>The predictor itself where the image is to be seen as it is.</summary>
    public static IMapPredictor Over(IMapPredictor predictor, IReadOnlyList<SquareSymmetry> symmetries) =>
        symmetries is [var only] && only == default ? predictor : new AugmentedPredictor(predictor, symmetries);

    public async Task<Outcome<SegmentationMaps>> PredictAsync(ModelInput input, StageTimings timings, CancellationToken cancellationToken)
    {
        SegmentationMaps? sum = null;
        foreach (var symmetry in _symmetries)
        {
            using var turned = symmetry.Apply(input);
            var outcome = await _predictor.PredictAsync(turned, timings, cancellationToken).ConfigureAwait(false);
            if (!outcome.TryGet(out var maps, out var failure))
            {
                sum?.Dispose();
                return failure;
            }

            using (maps)
                sum = Add(sum, TurnBack(symmetry, maps));
        }

        return Scale(sum!, 1f / _symmetries.Count);
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
