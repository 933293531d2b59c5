using SegService.Pipeline.Admission;
using SegService.Pipeline.Classic;
using SegService.Pipeline.Decoding;
using SegService.Pipeline.LargeImages;

namespace SegService.Pipeline.Systems;

/// <summary>Image processing alone, window by window. What it takes from the whole image is found out first.</summary>
internal sealed class ClassicWindows(CpuGate cpu, LargeImageOptions options)
{
    public async Task<Outcome<Segmentation>> SegmentAsync(RgbPage page, SegmentationParameters parameters, StageTimings timings,
        CancellationToken cancellationToken)
    {
        if (parameters.Scale is { } scale and not 1)
            return OwnScaleOnly(scale);
        var surveyed = await cpu.RunAsync(
            () => timings.Measure("preprocess", () => new ClassicSurvey(page, cancellationToken).Run()), cancellationToken).ConfigureAwait(false);
        if (!surveyed.TryGet(out var scene, out var failure))
            return failure;
        using (scene)
            return await SegmentAsync(page, scene, parameters, timings, cancellationToken).ConfigureAwait(false);
    }

    private async Task<Outcome<Segmentation>> SegmentAsync(RgbPage page, ClassicScene scene, SegmentationParameters parameters, StageTimings timings,
        CancellationToken cancellationToken)
    {
        var thresholds = parameters.Over(ClassicSegmenter.Defaults);
        var local = thresholds with { MinRelativeArea = 0 }; // beside the whole image's, not the window's
        var grid = new WindowGrid(page.Width, page.Height, options.WindowSide, options.WindowMargin);
        var stitcher = new InstanceStitcher(grid, thresholds);
        var failure = await new WindowWalk(page, cpu, timings).RunAsync(grid.Windows, async (window, rgb) =>
        {
            await cpu.RunAsync(() => timings.Measure("postprocess", () =>
            {
                var found = ClassicSegmenter.Segment(rgb, window.Area, scene, local, cancellationToken);
                using var labels = found.Labels;
                stitcher.Add(window, labels, found.Confidence);
                return labels.Count;
            }), cancellationToken).ConfigureAwait(false);
            return null;
        }, cancellationToken).ConfigureAwait(false);
        if (failure is not null)
            return failure;
        var (labels, instances) = await cpu.RunAsync(() => timings.Measure("postprocess", stitcher.Finish), cancellationToken).ConfigureAwait(false);
        return new Segmentation(labels, instances, parameters.As(1, thresholds) with { Tta = false });
    }

    private Failure OwnScaleOnly(double scale) =>
        new(FailureKind.TooLarge, $"classic looks at images of more than {options.WholePixels} pixels at their own scale only.")
        {
            Field = "scale", Limit = "1", Value = FormattableString.Invariant($"{scale}"),
        };
}
