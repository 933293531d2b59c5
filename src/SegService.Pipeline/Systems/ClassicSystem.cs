using OpenCvSharp;
using SegService.Pipeline.Admission;
using SegService.Pipeline.Classic;
using SegService.Pipeline.Decoding;
using SegService.Pipeline.LargeImages;
using SegService.Pipeline.Measurement;
using SegService.Pipeline.Postprocessing;
using SegService.Pipeline.Preprocessing;

namespace SegService.Pipeline.Systems;

/// <summary>
/// Image processing alone. The automatic scale is the image's own, since its recipes were tuned on images as they come; test-time
/// augmentation is not done, since there is no network to average: <c>tta</c> comes back as false.
/// </summary>
internal sealed class ClassicSystem(CpuGate cpu, PixelBudget budget, LargeImageOptions large) : ISegmentationSystem
{
    public Task<Outcome<Segmentation>> SegmentInWindowsAsync(RgbPage page, SegmentationParameters parameters, StageTimings timings,
        CancellationToken cancellationToken) => new ClassicWindows(cpu, large).SegmentAsync(page, parameters, timings, cancellationToken);

    public async Task<Outcome<Segmentation>> SegmentAsync(SourceImage source, SegmentationParameters parameters, StageTimings timings,
        CancellationToken cancellationToken)
    {
        var image = source.Image;
        var zoom = parameters.Scale ?? 1;
        var thresholds = parameters.Over(ClassicSegmenter.Defaults);
        var used = parameters.As(zoom, thresholds) with { Tta = false };
        if (!budget.AdmitZoom(image.Info.Pixels, zoom).TryGet(out var permit, out var failure))
            return failure;
        using (permit)
        {
            return await cpu.RunHereAsync(
                () => timings.Measure("postprocess", () => Segment(image.Rgb, zoom, thresholds, used, cancellationToken)), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// At another scale the labels are resampled, nearest first, rather than the confidence: the lines that part touching nuclei
    /// are one pixel wide and would blur away.
    /// </summary>
    private static Segmentation Segment(Mat rgb, double zoom, PostprocessingThresholds thresholds, SegmentationParameters used, CancellationToken cancellationToken)
    {
        using var zoomed = zoom == 1 ? rgb.Share() : Zoom.Resize(rgb, zoom);
        var area = (int)Math.Min(int.MaxValue, Math.Round(thresholds.MinArea * zoom * zoom));
        var found = ClassicSegmenter.Segment(zoomed, thresholds with { MinArea = area }, cancellationToken);
        var maps = Zoom.Resize(new SegmentationMaps(zoomed.Width, zoomed.Height, found.Confidence), rgb.Width, rgb.Height);
        var labels = Zoom.Resize(found.Labels, rgb.Width, rgb.Height);
        cancellationToken.ThrowIfCancellationRequested();
        return new Segmentation(labels, InstanceMeasurer.Measure(labels, maps.Nucleus), used);
    }
}
