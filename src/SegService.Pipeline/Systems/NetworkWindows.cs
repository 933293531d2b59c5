using OpenCvSharp;
using SegService.Pipeline.Admission;
using SegService.Pipeline.Caching;
using SegService.Pipeline.Decoding;
using SegService.Pipeline.LargeImages;
using SegService.Pipeline.Measurement;
using SegService.Pipeline.Models;
using SegService.Pipeline.Postprocessing;
using SegService.Pipeline.Preprocessing;
using Window = SegService.Pipeline.LargeImages.Window;

namespace SegService.Pipeline.Systems;

/// <summary>One network with its views before it and its post-processing after it, window by window. No maps are kept.</summary>
/// <param name="bundle">The recipe and the thresholds.</param>
/// <param name="predictor">Runs the network.</param>
/// <param name="cpu">Where everything else runs.</param>
/// <param name="budget">Admits enlargements.</param>
/// <param name="options">How images are cut.</param>
internal sealed class NetworkWindows(ModelBundle bundle, IMapPredictor predictor, CpuGate cpu, PixelBudget budget, LargeImageOptions options)
{
    /// <summary>Windows that are looked at to estimate the scale, spread over the image.</summary>
    private const int LooksForScale = 8;

    private const int RowsAtOnce = 256;

    private readonly ViewStack _views = ViewStack.Create(bundle.Input.Views);

    public async Task<Outcome<Segmentation>> SegmentAsync(RgbPage page, SegmentationParameters parameters, StageTimings timings,
        CancellationToken cancellationToken)
    {
        var surveyed = await cpu.RunAsync(() => timings.Measure("preprocess", () => Survey(page, cancellationToken)), cancellationToken).ConfigureAwait(false);
        if (!surveyed.TryGet(out var levels, out var failure))
            return failure;
        var run = new Run(page, levels, timings, cancellationToken);
        if (parameters.Scale is { } given)
            return await SegmentAsync(run, given, parameters).ConfigureAwait(false);
        return (await EstimateAsync(run).ConfigureAwait(false)).TryGet(out var scale, out failure)
            ? await SegmentAsync(run, scale, parameters).ConfigureAwait(false)
            : failure;
    }

    private static Outcome<ImageLevels> Survey(RgbPage page, CancellationToken cancellationToken)
    {
        using var survey = new LevelSurvey();
        using var rows = page.Rows();
        for (var y = 0; y < page.Height; y += RowsAtOnce)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!rows.Read(Math.Min(RowsAtOnce, page.Height - y)).TryGet(out var rgb, out var failure))
                return failure;
            using (rgb)
                survey.Add(rgb);
        }

        return survey.Levels();
    }

    /// <summary>As for a whole image, but from some windows and with the bundle's own thresholds.</summary>
    private async Task<Outcome<double>> EstimateAsync(Run run)
    {
        if (bundle.Input.TargetDiameter is not { } target)
            return 1.0;
        var windows = Grid(run.Page, 1).Windows;
        var looks = Enumerable.Range(0, LooksForScale).Select(i => windows[(int)((long)windows.Count * i / LooksForScale)]).Distinct();
        var found = new List<Instance>();
        var failure = await WalkAsync(run, looks, 1, tta: false, bundle.Thresholds, (window, labels, nucleus) =>
            found.AddRange(InstanceMeasurer.Measure(labels, nucleus).Where(instance => IsCentred(instance, window)))).ConfigureAwait(false);
        return failure is null ? AutoZoom.Choose(found, target) : failure;
    }

    private static bool IsCentred(Instance instance, Window window) => window.Core.Contains(
        new Point((int)instance.CentroidX + window.Area.X, (int)instance.CentroidY + window.Area.Y));

    private async Task<Outcome<Segmentation>> SegmentAsync(Run run, double scale, SegmentationParameters parameters)
    {
        var thresholds = parameters.Over(bundle.Thresholds);
        var grid = Grid(run.Page, scale);
        var stitcher = new InstanceStitcher(grid, thresholds);
        var local = thresholds with { MinRelativeArea = 0 }; // beside the whole image's, not the window's
        if (await WalkAsync(run, grid.Windows, scale, parameters.Tta, local, (window, labels, nucleus) => stitcher.Add(window, labels, nucleus)).ConfigureAwait(false) is { } failure)
            return failure;
        var (labels, instances) = await cpu.RunAsync(() => run.Timings.Measure("postprocess", stitcher.Finish), run.Cancellation).ConfigureAwait(false);
        return new Segmentation(labels, instances, parameters.As(scale, thresholds));
    }

    /// <summary>Windows are smaller where they are enlarged, so that the network's input is not.</summary>
    private WindowGrid Grid(RgbPage page, double scale) =>
        new(page.Width, page.Height, Math.Max(256, (int)(options.WindowSide / Math.Max(1, scale))), options.WindowMargin);

    private async Task<Failure?> WalkAsync(Run run, IEnumerable<Window> windows, double scale, bool tta, PostprocessingThresholds thresholds,
        Action<Window, LabelImage, float[]> found)
    {
        var network = AugmentedPredictor.Over(predictor, SquareSymmetry.For(tta));
        return await new WindowWalk(run.Page, cpu, run.Timings).RunAsync(windows, async (window, rgb) =>
        {
            if (!budget.AdmitZoom((long)window.Area.Width * window.Area.Height, scale).TryGet(out var permit, out var failure))
                return failure;
            using (permit)
            {
                using var input = await cpu.RunAsync(() => run.Timings.Measure("preprocess", () => Render(rgb, scale, run.Levels)), run.Cancellation).ConfigureAwait(false);
                if (!(await network.PredictAsync(input, run.Timings, run.Cancellation).ConfigureAwait(false)).TryGet(out var maps, out failure))
                    return failure;
                using (maps)
                    await cpu.RunAsync(() => run.Timings.Measure("postprocess", () => Segment(window, scale, maps, thresholds, found)), run.Cancellation).ConfigureAwait(false);
                return null;
            }
        }, run.Cancellation).ConfigureAwait(false);
    }

    private ModelInput Render(Mat rgb, double scale, ImageLevels levels)
    {
        using var zoomed = scale == 1 ? rgb.Share() : Zoom.Resize(rgb, scale);
        return _views.Render(zoomed, levels);
    }

    private int Segment(Window window, double scale, SegmentationMaps maps, PostprocessingThresholds thresholds, Action<Window, LabelImage, float[]> found)
    {
        // In the steps in which maps of whole images are kept, so that thresholds tell the same.
        using var seen = new ScaledMaps(scale, maps);
        using var own = Zoom.Resize(seen.Open(), window.Area.Width, window.Area.Height);
        using var labels = InstanceSegmenter.Segment(own, thresholds, bundle.Regions);
        found(window, labels, own.Nucleus);
        return labels.Count;
    }

    /// <summary>What all steps of one image need.</summary>
    private sealed record Run(RgbPage Page, ImageLevels Levels, StageTimings Timings, CancellationToken Cancellation);
}
