using OpenCvSharp;
using SegService.Pipeline.Admission;
using SegService.Pipeline.Decoding;
using SegService.Pipeline.LargeImages;
using SegService.Pipeline.Systems;
using SegService.TestKit;

namespace SegService.Pipeline.Tests.Systems;

public sealed class ClassicSystemTests : IDisposable
{
    private readonly CpuGate _cpu = new(new AdmissionOptions());
    private readonly PixelBudget _budget = new(new AdmissionOptions { MaxPendingPixels = 600_000 });
    private readonly DecodedImage _image = Scene(280, 200);

    public void Dispose()
    {
        _image.Dispose();
        _cpu.Dispose();
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(1.7)]
    [InlineData(3.0)]
    public async Task At_any_scale_the_same_nuclei_come_back_at_the_image_s_own_size(double scale)
    {
        var own = (await SegmentAsync(new())).Value;
        var zoomed = (await SegmentAsync(new() { Scale = scale })).Value;

        Assert.Equal((280, 200), (zoomed.Labels.Width, zoomed.Labels.Height));
        Assert.InRange(zoomed.Labels.Count, own.Labels.Count - 2, own.Labels.Count + 2);
        Assert.InRange(Foreground(zoomed), 0.85 * Foreground(own), 1.15 * Foreground(own));
        Assert.All(zoomed.Instances, instance => Assert.InRange(instance.Score, 0.3, 1));
        Assert.Equal(0, _budget.PendingPixels);
    }

    [Fact]
    public async Task The_smallest_area_is_in_pixels_of_the_image_at_every_scale()
    {
        var found = (await SegmentAsync(new() { Scale = 2, MinArea = 600 })).Value;

        Assert.NotEmpty(found.Instances);
        Assert.All(found.Instances, instance => Assert.InRange(instance.Area, 570, int.MaxValue));
    }

    [Fact]
    public async Task There_is_nothing_to_augment_and_the_result_says_so()
    {
        var found = (await SegmentAsync(new() { Tta = true })).Value;

        Assert.False(found.Used.Tta);
        Assert.Equal(1, found.Used.Scale);
        Assert.Null(found.Maps);
    }

    [Fact]
    public async Task An_enlargement_beyond_the_budget_is_refused() =>
        Assert.Equal("scale", (await SegmentAsync(new() { Scale = 4 })).Failure?.Field);

    private static int Foreground(Segmentation found) => found.Instances.Sum(instance => instance.Area);

    private Task<Outcome<Segmentation>> SegmentAsync(SegmentationParameters parameters) =>
        new ClassicSystem(_cpu, _budget, new LargeImageOptions()).SegmentAsync(new SourceImage(_image, "image"), parameters, new StageTimings(TimeProvider.System), TestContext.Current.CancellationToken);

    private static DecodedImage Scene(int width, int height)
    {
        using var grey = SyntheticImages.Nuclei(width, height, radius: 18);
        return new DecodedImage(new ImageInfo(ImageFormat.Png, width, height, 1, 8), grey.Clone(), grey.CvtColor(ColorConversionCodes.GRAY2RGB));
    }
}
