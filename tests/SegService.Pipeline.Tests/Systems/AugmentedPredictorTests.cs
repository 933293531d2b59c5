using SegService.Pipeline.Postprocessing;
using SegService.Pipeline.Preprocessing;
using SegService.Pipeline.Systems;

namespace SegService.Pipeline.Tests.Systems;

public sealed class AugmentedPredictorTests
{
    private readonly StageTimings _timings = new(TimeProvider.System);

    [Fact]
    public async Task An_equivariant_network_predicts_the_same_with_and_without()
    {
        var predictor = FakePredictor.FirstPlane();
        using var input = RandomInput(9, 6);

        var maps = (await AugmentedPredictor.Over(predictor, SquareSymmetry.All).PredictAsync(input, _timings, default)).Value;

        Assert.Equal((9, 6), (maps.Width, maps.Height));
        for (var i = 0; i < maps.Nucleus.Length; i++)
            Assert.Equal(input.Plane(0).Span[i], maps.Nucleus[i], 5);
        Assert.Equal(maps.Nucleus, maps.Marker);
        Assert.Equal(8, predictor.Sizes.Count);
        Assert.Equal(4, predictor.Sizes.Count(size => size == (6, 9)));
    }

    [Fact]
    public async Task A_direction_the_network_prefers_is_averaged_away()
    {
        var leftIsBright = new FakePredictor(input => new SegmentationMaps(
            input.Width, input.Height, [.. Enumerable.Range(0, input.Width * input.Height).Select(i => i % input.Width == 0 ? 1f : 0f)]));
        using var input = RandomInput(3, 3);

        var maps = (await AugmentedPredictor.Over(leftIsBright, SquareSymmetry.All).PredictAsync(input, _timings, default)).Value;

        Assert.Equal([0.5f, 0.25f, 0.5f, 0.25f, 0f, 0.25f, 0.5f, 0.25f, 0.5f], maps.Nucleus);
    }

    [Fact]
    public async Task With_the_mirror_image_alone_left_and_right_are_averaged()
    {
        var topLeftIsBright = new FakePredictor(input => new SegmentationMaps(
            input.Width, input.Height, [.. Enumerable.Range(0, input.Width * input.Height).Select(i => i == 0 ? 1f : 0f)]));
        using var input = RandomInput(3, 2);

        var maps = (await AugmentedPredictor.Over(topLeftIsBright, SquareSymmetry.Mirror).PredictAsync(input, _timings, default)).Value;

        Assert.Equal([0.5f, 0, 0.5f, 0, 0, 0], maps.Nucleus);
        Assert.Same(topLeftIsBright, AugmentedPredictor.Over(topLeftIsBright, SquareSymmetry.Identity));
    }

    [Fact]
    public async Task A_failure_ends_it()
    {
        var failing = new FakePredictor(_ => new Failure(FailureKind.ModelFault, "broken"));
        using var input = RandomInput(3, 3);

        var outcome = await AugmentedPredictor.Over(failing, SquareSymmetry.All).PredictAsync(input, _timings, default);

        Assert.Equal(FailureKind.ModelFault, outcome.Failure?.Kind);
        Assert.Single(failing.Sizes);
    }

    private static ModelInput RandomInput(int width, int height)
    {
        var input = new ModelInput(1, height, width);
        var random = new Random(7);
        foreach (ref var value in input.Data.Span)
            value = random.NextSingle();
        return input;
    }
}
