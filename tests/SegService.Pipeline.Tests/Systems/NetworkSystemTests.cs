using Microsoft.Extensions.Options;
using OpenCvSharp;
using SegService.Pipeline.Admission;
using SegService.Pipeline.Caching;
using SegService.Pipeline.Decoding;
using SegService.Pipeline.LargeImages;
using SegService.Pipeline.Models;
using SegService.Pipeline.Postprocessing;
using SegService.Pipeline.Preprocessing;
using SegService.Pipeline.Systems;
using SegService.Pipeline.Tests.Inference;
using SegService.TestKit;

namespace SegService.Pipeline.Tests.Systems;

public sealed class NetworkSystemTests : IDisposable
{
    private static readonly AdmissionOptions Admission = new() { MaxPendingPixels = 100_000 };

    private readonly CpuGate _cpu = new(Admission);
    private readonly PixelBudget _budget = new(Admission);
    private readonly StageTimings _timings = new(TimeProvider.System);
    private readonly DecodedImage _image = Scene(100, 80);
    private readonly FakePredictor _network = FakePredictor.FirstPlane();
    private readonly MapCache _cache = Cache(1 << 20);

    public void Dispose()
    {
        _image.Dispose();
        _cpu.Dispose();
    }

    [Theory]
    [InlineData(null, 100, 80)]
    [InlineData(1.0, 100, 80)]
    [InlineData(0.5, 50, 40)]
    [InlineData(2.0, 200, 160)]
    public async Task A_zoom_changes_what_the_network_sees_and_not_the_result_s_size(double? scale, int width, int height)
    {
        var found = (await SegmentAsync(new() { Scale = scale })).Value;

        Assert.Equal([(width, height)], _network.Sizes);
        Assert.Equal((100, 80, 100), (found.Labels.Width, found.Labels.Height, found.Maps!.Width));
        Assert.Equal(scale ?? 1, found.Used.Scale);
        Assert.NotEmpty(found.Instances);
        Assert.Equal(0, _budget.PendingPixels);
    }

    [Fact]
    public async Task The_automatic_scale_looks_once_at_the_image_and_again_at_the_size_the_network_knows()
    {
        var found = (await SegmentAsync(new() { Tta = true }, targetDiameter: 7)).Value;

        Assert.InRange(found.Used.Scale!.Value, 0.3, 0.8);
        Assert.Equal((100, 80), _network.Sizes[0]);
        Assert.Equal(9, _network.Sizes.Count);
        Assert.DoesNotContain((100, 80), _network.Sizes[1..]);
        Assert.True(found.Used.Tta);
    }

    [Fact]
    public async Task The_second_look_is_at_the_image_and_its_mirror_image()
    {
        var network = new FakePredictor(input =>
        {
            // Three nuclei as wide as a seventh of the image, and a marker in the left half of the second look alone.
            var columns = Enumerable.Range(0, input.Width * input.Height).Select(i => i % input.Width).ToArray();
            float[] bars = [.. columns.Select(x => (float)(x * 7 / input.Width % 2))], marker = [.. columns.Select(x => input.Width > 100 && x < input.Width / 2 ? 1f : 0f)];
            return new SegmentationMaps(input.Width, input.Height, bars, new float[bars.Length], marker);
        });

        var found = (await SegmentAsync(new(), Bundle(1000), network: network)).Value;

        Assert.Equal([(100, 80), (150, 120), (150, 120)], network.Sizes);
        Assert.All(new[] { 5, 45, 55, 95 }, x => Assert.Equal(0.325f, found.Maps!.Marker![(40 * 100) + x], 0.005f)); // 0.65 of the mean of 1 and 0
    }

    [Theory]
    [InlineData(false, 0.46f)] // 0.35 of the first, 0.65 of the second
    [InlineData(true, 0.6f)]
    public async Task The_automatic_scale_takes_both_looks_together_where_they_agree(bool secondSeesNothing, float marker)
    {
        var network = new FakePredictor(input =>
        {
            var first = input.Width == _image.Width;
            // Three nuclei as wide as a seventh of the image and as high as it.
            var bars = Enumerable.Range(0, input.Width * input.Height).Select(i => !first && secondSeesNothing ? 0f : i % input.Width * 7 / input.Width % 2);
            return new SegmentationMaps(input.Width, input.Height, [.. bars], Flat(0), Flat(first ? 0.2f : 0.6f));

            float[] Flat(float value) => [.. Enumerable.Repeat(value, input.Width * input.Height)];
        });

        var found = (await SegmentAsync(new(), Bundle(1000), network: network)).Value;

        Assert.Equal(3, network.Sizes.Count);
        Assert.All(found.Maps!.Marker![..(100 * 80)], value => Assert.Equal(marker, value, 0.005f));
    }

    [Fact]
    public async Task The_automatic_scale_enlarges_no_further_than_the_budget_allows()
    {
        var budget = new PixelBudget(new AdmissionOptions { MaxPendingPixels = 16_000 });

        var found = (await SegmentAsync(new(), Bundle(1000), budget: budget)).Value;

        Assert.Equal(3, _network.Sizes.Count);
        Assert.InRange(found.Used.Scale!.Value, 1.35, 1.42);
        Assert.InRange(_network.Sizes[1].Width * _network.Sizes[1].Height, 15_000, 16_200);
    }

    /// <summary>What the first look found is handed out where no other is needed; asked for again, it is made of the kept maps.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData(0.35)]
    public async Task One_look_or_the_maps_of_it_give_the_same(double? maskThreshold)
    {
        SegmentationParameters parameters = new() { MaskThreshold = maskThreshold, Channel = 0 };

        using var first = (await SegmentAsync(parameters, targetDiameter: 14)).Value;
        using var again = (await SegmentAsync(parameters, targetDiameter: 14)).Value;

        Assert.Single(_network.Sizes);
        Assert.NotEmpty(first.Instances);
        Assert.Equal((1.0, 0), (first.Used.Scale, first.Used.Channel));
        Assert.Equal(again.Used, first.Used);
        Assert.Equal(again.Instances, first.Instances);
        Assert.Equal(again.Labels.Labels, first.Labels.Labels);
    }

    [Fact]
    public async Task A_scale_that_was_asked_for_is_never_overruled()
    {
        var found = (await SegmentAsync(new() { Scale = 1 }, targetDiameter: 7)).Value;

        Assert.Single(_network.Sizes);
        Assert.Equal(1, found.Used.Scale);
    }

    [Fact]
    public async Task An_enlargement_beyond_the_budget_is_too_large_and_names_the_scale()
    {
        var failure = (await SegmentAsync(new() { Scale = 4 })).Failure;

        Assert.Equal((FailureKind.TooLarge, "scale", "100000 pixels", "128000 pixels"), (failure!.Kind, failure.Field, failure.Limit, failure.Value));
        Assert.Empty(_network.Sizes);
    }

    [Fact]
    public async Task A_full_budget_refuses_the_enlargement_and_keeps_nothing()
    {
        using var other = _budget.Admit(90_000).Value;

        Assert.Equal(FailureKind.Overloaded, (await SegmentAsync(new() { Scale = 2 })).Failure?.Kind);
        Assert.Equal(90_000, _budget.PendingPixels);
    }

    [Fact]
    public async Task A_network_s_failure_is_the_result_and_frees_the_enlargement()
    {
        var failing = new FakePredictor(_ => new Failure(FailureKind.ModelFault, "broken"));

        var outcome = await SegmentAsync(new() { Scale = 2 }, Bundle(null), network: failing);

        Assert.Equal(FailureKind.ModelFault, outcome.Failure?.Kind);
        Assert.Equal(0, _budget.PendingPixels);
    }

    [Fact]
    public async Task The_caller_s_thresholds_go_over_the_bundle_s()
    {
        var found = (await SegmentAsync(new() { MaskThreshold = 0.3, MinArea = 0 })).Value;

        Assert.Equal((0.3, 0.5, 0), (found.Used.MaskThreshold, found.Used.SeedThreshold, found.Used.MinArea));
    }

    [Theory]
    [InlineData(null, null, false)]
    [InlineData(7.0, null, false)]
    [InlineData(7.0, null, true)]
    [InlineData(null, 1.5, true)]
    public async Task Other_thresholds_need_no_network_and_give_what_it_would_have_given(double? targetDiameter, double? scale, bool tta)
    {
        SegmentationParameters first = new() { Scale = scale, Tta = tta }, second = first with { MaskThreshold = 0.35, SeedThreshold = 0.6, MinArea = 20 };
        await SegmentAsync(first, targetDiameter);
        var looks = _network.Sizes.Count;

        var reused = (await SegmentAsync(second, targetDiameter)).Value;
        Assert.Equal(looks, _network.Sizes.Count);

        var anew = (await SegmentAsync(second, Bundle(targetDiameter), cache: Cache(0))).Value;
        Assert.Equal(2 * looks, _network.Sizes.Count);
        Assert.Equal(anew.Used, reused.Used);
        Assert.Equal(anew.Labels.Labels, reused.Labels.Labels);
        Assert.Equal(anew.Instances, reused.Instances);
    }

    [Fact]
    public async Task A_request_s_thresholds_do_not_change_the_estimated_scale()
    {
        var own = (await SegmentAsync(new(), targetDiameter: 7)).Value;
        var blind = (await SegmentAsync(new() { MinArea = 1_000_000 }, Bundle(7), cache: Cache(0))).Value;

        Assert.NotEqual(1, own.Used.Scale);
        Assert.Equal(own.Used.Scale, blind.Used.Scale);
        Assert.Empty(blind.Instances);
    }

    [Fact]
    public async Task What_changes_the_maps_needs_the_network_again()
    {
        SegmentationParameters[] different = [new(), new() { Scale = 2 }, new() { Tta = true }, new() { Page = 1 }, new() { Channel = 0 }];
        foreach (var parameters in different)
            await SegmentAsync(parameters);
        Assert.Equal(1 + 1 + 8 + 1 + 1, _network.Sizes.Count);

        await SegmentAsync(new(), Bundle(null) with { Version = "2" });
        await SegmentAsync(new(), Bundle(null), Source() with { Sha256 = "another" });
        Assert.Equal(14, _network.Sizes.Count);
    }

    private static MapCache Cache(long bytes) => new(Options.Create(new MapCacheOptions { MaxBytes = bytes }), TimeProvider.System);

    private SourceImage Source() => new(_image, "image");

    private static ModelBundle Bundle(double? targetDiameter) =>
        SimulatedBundle.Of("simulated") with { Input = new InputRecipe(["rgb"], TargetDiameter: targetDiameter) };

    private Task<Outcome<Segmentation>> SegmentAsync(SegmentationParameters parameters, double? targetDiameter = null) =>
        SegmentAsync(parameters, Bundle(targetDiameter));

    private Task<Outcome<Segmentation>> SegmentAsync(
        SegmentationParameters parameters, ModelBundle bundle, SourceImage? image = null, FakePredictor? network = null, PixelBudget? budget = null, MapCache? cache = null) =>
        new NetworkSystem(bundle, network ?? _network, _cpu, budget ?? _budget, cache ?? _cache, new LargeImageOptions())
            .SegmentAsync(image ?? Source(), parameters, _timings, TestContext.Current.CancellationToken);

    private static DecodedImage Scene(int width, int height)
    {
        using var grey = SyntheticImages.Nuclei(width, height);
        return new DecodedImage(new ImageInfo(ImageFormat.Png, width, height, 1, 8), grey.Clone(), grey.CvtColor(ColorConversionCodes.GRAY2RGB));
    }
}
