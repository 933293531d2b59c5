using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using SegService.Pipeline.Admission;
using SegService.Pipeline.Decoding;
using SegService.Pipeline.LargeImages;
using SegService.Pipeline.Measurement;
using SegService.Pipeline.Models;
using SegService.Pipeline.Postprocessing;
using SegService.Pipeline.Systems;
using SegService.Pipeline.Tests.Models;
using SegService.TestKit;

namespace SegService.Pipeline.Tests;

/// <summary>The order of the stages, and that however a run ends nothing stays behind.</summary>
public sealed class SegmentationPipelineTests : IDisposable
{
    private static readonly AdmissionOptions Admission = new() { MaxPendingPixels = 65_536, CpuWorkers = 1 };

    private readonly TemporaryFolder _models = new();
    private readonly ModelCatalogue _catalogue;
    private readonly PixelBudget _budget = new(Admission);
    private readonly CpuGate _cpu = new(Admission);
    private readonly FakeSystem _system = new();
    private readonly SegmentationPipeline _pipeline;
    private readonly SegmentationRequest _request = new() { Model = "classic", Image = SyntheticImages.NucleiPng(64, 32) };

    public SegmentationPipelineTests()
    {
        _catalogue = new ModelCatalogue(Options.Create(new ModelOptions { Directory = _models.Path }), new FakeKernels(), NullLogger<ModelCatalogue>.Instance);
        _pipeline = new SegmentationPipeline(_catalogue, new ImageDecoder(new DecodingLimits { MaxDimension = 256 }), _budget, _cpu, _system, new LargeImageOptions { WholePixels = 40_000 }, TimeProvider.System);
    }

    public void Dispose()
    {
        _cpu.Dispose();
        _catalogue.Dispose();
        _models.Dispose();
    }

    [Fact]
    public async Task A_result_describes_its_run_and_holds_its_place_until_it_is_disposed()
    {
        var result = (await RunAsync(_request)).Value;

        Assert.Equal((64, 32), (result.Image.Width, result.Image.Height));
        Assert.Equal(64, result.ImageSha256.Length);
        Assert.Equal(result.ImageSha256, result.ImageId);
        Assert.Equal("classic", result.Model.Name);
        Assert.Equal(FakeSystem.Used, result.Parameters);
        Assert.Equal(64 * 32, _budget.PendingPixels);

        result.Dispose();

        Assert.Equal(0, _budget.PendingPixels);
        Assert.True(result.Image.Rgb.IsDisposed);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_large_image_goes_in_windows_takes_fewer_permits_and_is_decoded_whole_only_for_who_looks(bool pixels)
    {
        var result = (await RunAsync(_request with { Image = SyntheticImages.NucleiPng(256, 200), NeedsPixels = pixels })).Value;

        Assert.NotNull(_system.Page);
        Assert.Null(_system.Image);
        Assert.Equal((256, 200), (result.Labels.Width, result.Labels.Height));
        Assert.Equal(256 * 200, result.Image.Info.Pixels);
        Assert.Equal(pixels ? 256 : 0, result.Image.Width);
        Assert.Equal(256 * 200 / 5, _budget.PendingPixels);

        result.Dispose();
        Assert.Equal(0, _budget.PendingPixels);
    }

    [Fact]
    public async Task A_large_image_that_fails_frees_its_place()
    {
        _system.Answer = (_, _) => Task.FromResult<Outcome<Segmentation>>(new Failure(FailureKind.ModelFault, "broken"));

        await FailsAsync(FailureKind.ModelFault, _request with { Image = SyntheticImages.NucleiPng(256, 200) });
    }

    [Fact]
    public async Task An_image_is_called_what_its_sender_calls_it()
    {
        using var result = (await RunAsync(_request with { ImageId = "slide-7" })).Value;

        Assert.Equal("slide-7", result.ImageId);
    }

    [Fact]
    public async Task An_unknown_model_is_found_out_before_the_image_is_looked_at() =>
        await FailsAsync(FailureKind.UnknownModel, _request with { Model = "unett", Image = new byte[] { 1 } });

    [Fact]
    public async Task Limits_come_before_admission_and_admission_before_decoding()
    {
        using var all = _budget.Admit(65_536).Value;

        await FailsAsync(FailureKind.TooLarge, _request with { Image = SyntheticImages.NucleiPng(300, 8) });
        var damaged = SyntheticImages.NucleiPng(64, 32);
        Assert.Equal(FailureKind.Overloaded, (await RunAsync(_request with { Image = damaged })).Failure?.Kind);
        Assert.Equal(65_536, _budget.PendingPixels);
    }

    [Fact]
    public async Task A_channel_the_image_has_not_frees_its_place() =>
        await FailsAsync(FailureKind.InvalidParameter, _request with { Parameters = new() { Channel = 5 } });

    [Fact]
    public async Task A_failing_system_frees_image_and_place()
    {
        _system.Answer = (_, _) => Task.FromResult<Outcome<Segmentation>>(new Failure(FailureKind.ModelFault, "broken"));

        await FailsAsync(FailureKind.ModelFault, _request);
    }

    [Fact]
    public async Task A_bug_is_thrown_on_and_frees_image_and_place()
    {
        _system.Answer = (_, _) => throw new InvalidOperationException("a bug");

        await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync(_request));
        AssertNothingStayed();
    }

    [Fact]
    public async Task A_caller_who_left_before_it_began_costs_nothing()
    {
        using var left = new CancellationTokenSource();
        await left.CancelAsync();

        Assert.Equal(FailureKind.Cancelled, (await _pipeline.RunAsync(_request, left.Token)).Failure?.Kind);
        Assert.Null(_system.Image);
        AssertNothingStayed();
    }

    [Fact]
    public async Task A_caller_who_leaves_while_it_waits_for_a_processor_is_let_go()
    {
        using var leaving = new CancellationTokenSource();
        using var busy = new ManualResetEventSlim();
        var other = _cpu.RunAsync(() => busy.Wait(TimeSpan.FromMinutes(1)), default);

        var run = _pipeline.RunAsync(_request, leaving.Token);
        await leaving.CancelAsync();

        Assert.Equal(FailureKind.Cancelled, (await run).Failure?.Kind);
        AssertNothingStayed();
        busy.Set();
        Assert.True(await other);
    }

    [Fact]
    public async Task A_caller_who_leaves_during_inference_is_let_go()
    {
        using var leaving = new CancellationTokenSource();
        _system.Answer = async (_, cancellationToken) =>
        {
            await leaving.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
            return new Failure(FailureKind.ModelFault, "not reached");
        };

        Assert.Equal(FailureKind.Cancelled, (await _pipeline.RunAsync(_request, leaving.Token)).Failure?.Kind);
        AssertNothingStayed();
    }

    private Task<Outcome<SegmentationResult>> RunAsync(SegmentationRequest request) => _pipeline.RunAsync(request, TestContext.Current.CancellationToken);

    private async Task FailsAsync(FailureKind kind, SegmentationRequest request)
    {
        var before = _budget.PendingPixels;
        var outcome = await RunAsync(request);

        Assert.Equal(kind, outcome.Failure?.Kind);
        Assert.Equal(before, _budget.PendingPixels);
        Assert.True(_system.Image?.Rgb.IsDisposed ?? true);
    }

    private void AssertNothingStayed()
    {
        Assert.Equal((0, 0), (_budget.PendingPixels, _budget.PendingImages));
        Assert.True(_system.Image?.Rgb.IsDisposed ?? true);
    }

    /// <summary>Answers as told and remembers the image it was given.</summary>
    private sealed class FakeSystem : ISegmentationSystems, ISegmentationSystem
    {
        public static readonly SegmentationParameters Used = new() { Scale = 1, MaskThreshold = 0.5, SeedThreshold = 0.5, MinArea = 1 };

        public Func<DecodedImage, CancellationToken, Task<Outcome<Segmentation>>> Answer { get; set; } = (image, _) =>
            Task.FromResult<Outcome<Segmentation>>(
                new Segmentation(LabelImage.Adopt(image.Width, image.Height, new int[image.Width * image.Height]), Array.Empty<Instance>(), Used));

        public DecodedImage? Image { get; private set; }

        public RgbPage? Page { get; private set; }

        public ISegmentationSystem For(ModelLease lease) => this;

        public Task<Outcome<Segmentation>> SegmentAsync(SourceImage source, SegmentationParameters parameters, StageTimings timings,
            CancellationToken cancellationToken)
        {
            Image = source.Image;
            return Answer(source.Image, cancellationToken);
        }

        public async Task<Outcome<Segmentation>> SegmentInWindowsAsync(RgbPage page, SegmentationParameters parameters, StageTimings timings,
            CancellationToken cancellationToken)
        {
            Page = page;
            using var rows = page.Rows();
            using var rgb = rows.Read(page.Height).Value;
            using var image = new DecodedImage(page.Info, rgb.Clone(), rgb.Clone());
            return await Answer(image, cancellationToken);
        }
    }
}
