using Microsoft.Extensions.Options;
using OpenCvSharp;
using SegService.Pipeline.Admission;
using SegService.Pipeline.Caching;
using SegService.Pipeline.Decoding;
using SegService.Pipeline.Evaluation;
using SegService.Pipeline.LargeImages;
using SegService.Pipeline.Models;
using SegService.Pipeline.Systems;
using SegService.Pipeline.Tests.Inference;
using SegService.Pipeline.Tests.Systems;
using SegService.TestKit;

namespace SegService.Pipeline.Tests.LargeImages;

/// <summary>An image worked on in windows gives what it gives as a whole: the property that says there are no seams.</summary>
public sealed class WindowsTests : IDisposable
{
    private static readonly AdmissionOptions Admission = new();
    private static readonly LargeImageOptions Small = new() { WholePixels = 1, WindowSide = 192, WindowMargin = 128 };
    private static readonly ImageDecoder Decoder = new(new DecodingLimits());

    private readonly CpuGate _cpu = new(Admission);
    private readonly PixelBudget _budget = new(Admission);

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 40)];

    public void Dispose() => _cpu.Dispose();

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Classic_finds_the_same_instances(int seed)
    {
        using var scene = RandomScene.Draw(seed, brightGround: seed % 2 == 0);

        await AssertSameAsync(scene, new ClassicSystem(_cpu, _budget, Small), new());
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task A_network_finds_the_same_instances(int seed)
    {
        using var scene = RandomScene.Draw(seed, touching: 0.6);

        await AssertSameAsync(scene, Network(null), new() { MinArea = seed });
    }

    [Theory]
    [InlineData(null, 8.0, 0.92)] // the whole image keeps what its first look saw as well, windows do not
    [InlineData(0.5, null, 0.95)]
    [InlineData(1.6, null, 0.95)]
    public async Task At_another_scale_a_network_finds_the_same_nuclei(double? scale, double? targetDiameter, double iou)
    {
        using var scene = RandomScene.Draw(seed: 4, touching: 0);
        var (whole, windows) = await SegmentAsync(scene, Network(targetDiameter), new() { Scale = scale, MinArea = 40 });

        Assert.NotEqual(1, whole.Used.Scale);
        Assert.InRange(windows.Used.Scale!.Value / whole.Used.Scale!.Value, 0.97, 1.03); // estimated on some of the windows
        Assert.InRange(windows.Labels.Count, whole.Labels.Count - 2, whole.Labels.Count + 2);
        var score = InstanceMatcher.Score(whole.Labels, windows.Labels);
        Assert.InRange(score.F1(0), 0.98, 1);
        Assert.InRange(score.MeanMatchedIou, iou, 1);
    }

    [Fact]
    public async Task Augmented_maps_are_averaged_in_each_window()
    {
        using var scene = RandomScene.Draw(seed: 5);

        await AssertSameAsync(scene, Network(null), new() { Tta = true });
    }

    [Fact]
    public async Task Classic_refuses_another_scale_and_names_it()
    {
        using var scene = RandomScene.Draw(seed: 6);
        using var page = Decoder.Open(SyntheticImages.Encode(scene, ".tif")).Value;

        var failure = (await new ClassicSystem(_cpu, _budget, Small).SegmentInWindowsAsync(page, new() { Scale = 2 }, new StageTimings(TimeProvider.System), default)).Failure;

        Assert.Equal((FailureKind.TooLarge, "scale", "2"), (failure!.Kind, failure.Field, failure.Value));
    }

    [Fact]
    public async Task A_network_s_failure_is_the_result_and_leaves_nothing()
    {
        using var scene = RandomScene.Draw(seed: 7);
        using var page = Decoder.Open(SyntheticImages.Encode(scene, ".tif")).Value;
        var broken = new NetworkWindows(SimulatedBundle.Of("broken"), new FakePredictor(_ => new Failure(FailureKind.ModelFault, "broken")), _cpu, _budget, Small);

        var outcome = await broken.SegmentAsync(page, new() { Scale = 2 }, new StageTimings(TimeProvider.System), default);

        Assert.Equal(FailureKind.ModelFault, outcome.Failure?.Kind);
        Assert.Equal(0, _budget.PendingPixels);
    }

    private ISegmentationSystem Network(double? targetDiameter)
    {
        var bundle = SimulatedBundle.Of("simulated", MapKind.Nucleus, MapKind.Border, MapKind.Marker);
        return new NetworkSystem(bundle with { Input = bundle.Input with { TargetDiameter = targetDiameter }, Thresholds = bundle.Thresholds with { MinRelativeArea = 0.2 } },
            FakePredictor.FirstPlane(), _cpu, _budget, new MapCache(Options.Create(new MapCacheOptions()), TimeProvider.System), Small);
    }

    private async Task AssertSameAsync(Mat scene, ISegmentationSystem system, SegmentationParameters parameters)
    {
        Assert.True(scene.Width > 192 || scene.Height > 192);
        var (whole, windows) = await SegmentAsync(scene, system, parameters);

        Assert.InRange(whole.Labels.Count, 5, int.MaxValue);
        Assert.Equal(whole.Used, windows.Used);
        Assert.Equal(whole.Labels.Labels, windows.Labels.Labels);
        Assert.Equal(whole.Instances, windows.Instances);
    }

    private async Task<(Segmentation Whole, Segmentation Windows)> SegmentAsync(Mat scene, ISegmentationSystem system, SegmentationParameters parameters)
    {
        var tiff = SyntheticImages.Encode(scene, ".tif");
        using var image = Decoder.Decode(tiff).Value;
        using var page = Decoder.Open(tiff).Value;
        var timings = new StageTimings(TimeProvider.System);
        var whole = await system.SegmentAsync(new SourceImage(image, "image"), parameters, timings, default);
        var windows = await system.SegmentInWindowsAsync(page, parameters, timings, default);
        Assert.Equal(0, _budget.PendingPixels);
        return (whole.Value, windows.Value);
    }
}
