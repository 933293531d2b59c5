using SegService.Pipeline.Postprocessing;
using SegService.Pipeline.Preprocessing;
using SegService.Pipeline.Systems;

namespace SegService.Pipeline.Tests.Systems;

/// <summary>Answers by a function of the input and remembers the sizes it was asked for.</summary>
internal sealed class FakePredictor(Func<ModelInput, Outcome<SegmentationMaps>> answer) : IMapPredictor
{
    public List<(int Width, int Height)> Sizes { get; } = [];

    /// <summary>The first plane as every map: equivariant by construction.</summary>
    public static FakePredictor FirstPlane() => new(input =>
    {
        var plane = input.Plane(0).ToArray();
        return new SegmentationMaps(input.Width, input.Height, plane, new float[plane.Length], [.. plane]);
    });

    public Task<Outcome<SegmentationMaps>> PredictAsync(ModelInput input, StageTimings timings, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Sizes.Add((input.Width, input.Height));
        return Task.FromResult(answer(input));
    }
}
