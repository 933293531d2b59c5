using OpenCvSharp;
using SegService.Pipeline.Admission;
using SegService.Pipeline.Caching;
using SegService.Pipeline.Decoding;
using SegService.Pipeline.LargeImages;
using SegService.Pipeline.Measurement;
using SegService.Pipeline.Models;
using SegService.Pipeline.Postprocessing;
using SegService.Pipeline.Preprocessing;

namespace SegService.Pipeline.Systems;

/// <summary>One network with its views before it and its post-processing after it.</summary>
/// <param name="bundle">The recipe and the thresholds.</param>
/// <param name="predictor">Runs the network.</param>
/// <param name="cpu">Where everything else runs.</param>
/// <param name="budget">Admits enlargements.</param>
/// <param name="cache">Keeps maps for requests with other thresholds.</param>
/// <param name="large">How large images are cut.</param>
internal sealed class NetworkSystem(ModelBundle bundle, IMapPredictor predictor, CpuGate cpu, PixelBudget budget, MapCache cache, LargeImageOptions large)
    : ISegmentationSystem
{
    /// <summary>Values of a tensor at most: it is one array, and these end a little above.</summary>
    private const long LargestTensor = 2_000_000_000;

    private readonly ViewStack _views = ViewStack.Create(bundle.Input.Views);

    private long MaxPixels => Math.Min(budget.MaxPixels, LargestTensor / _views.Channels);

    public async Task<Outcome<Segmentation>> SegmentAsync(SourceImage source, SegmentationParameters parameters, StageTimings timings,
        CancellationToken cancellationToken)
    {
        double? scale = parameters.Scale ?? (bundle.Input.TargetDiameter is null ? 1 : null);
        var key = new MapKey(source.Sha256, parameters.Page, parameters.Channel, bundle.Identity, scale, parameters.Tta);
        var thresholds = parameters.Over(bundle.Thresholds);
        Segmentation? found = null;
        var looked = await cache.GetAsync(key, timings, () => LookAsync(source.Image, scale, parameters.Tta, timings, Keep, cancellationToken), cancellationToken).ConfigureAwait(false);
        if (!looked.TryGet(out var seen, out var failure))
            return failure;
        using (seen)
        {
            if (found is not null)
                return found with { Used = parameters.As(seen.Scale, thresholds) };
            return await cpu.RunHereAsync(() => timings.Measure("postprocess", () => Segment(seen, source.Image, parameters)), cancellationToken).ConfigureAwait(false);
        }

        bool Keep(Segmentation first)
        {
            if (thresholds == bundle.Thresholds)
                found = first;
            return found is not null;
        }
    }

    public Task<Outcome<Segmentation>> SegmentInWindowsAsync(RgbPage page, SegmentationParameters parameters, StageTimings timings,
        CancellationToken cancellationToken) =>
        new NetworkWindows(bundle, predictor, cpu, budget, large).SegmentAsync(page, parameters, timings, cancellationToken);

    /// <summary>
    /// Where the scale is to be estimated, a first look at the original size does so, without augmentation and with the bundle's own
    /// thresholds: the maps must not depend on a caller's.
    /// </summary>
    /// <param name="image">The image.</param>
    /// <param name="scale">Null where it is to be estimated.</param>
    /// <param name="tta">Test-time augmentation.</param>
    /// <param name="timings">Of the request.</param>
    /// <param name="keep">Is handed what the first look found, where there is no second: true if it will dispose it.</param>
    /// <param name="cancellationToken">Of the request.</param>
    private async Task<Outcome<ScaledMaps>> LookAsync(DecodedImage image, double? scale, bool tta, StageTimings timings, Func<Segmentation, bool> keep,
        CancellationToken cancellationToken)
    {
        if (scale is { } given)
            return await PredictAsync(image, given, SquareSymmetry.For(tta), timings, cancellationToken).ConfigureAwait(false);

        var first = await PredictAsync(image, 1, SquareSymmetry.Identity, timings, cancellationToken).ConfigureAwait(false);
        if (!first.TryGet(out var seen, out _))
            return first;
        var found = await cpu.RunHereAsync(() => timings.Measure("postprocess", () => Segment(seen, image, new())), cancellationToken).ConfigureAwait(false);
        var largest = Math.Sqrt(MaxPixels / (double)image.Info.Pixels);
        var zoom = Math.Min(AutoZoom.Choose(found.Instances, bundle.Input.TargetDiameter!.Value), largest);
        if (zoom != 1 || tta)
        {
            using (found)
                return await LookAgainAsync(image, seen, found.Maps!, zoom, tta, timings, cancellationToken).ConfigureAwait(false);
        }

        if (!keep(found))
            found.Dispose();
        return first;
    }

    private async Task<Outcome<ScaledMaps>> LookAgainAsync(DecodedImage image, ScaledMaps seen, SegmentationMaps first, double zoom, bool tta, StageTimings timings,
        CancellationToken cancellationToken)
    {
        seen.Dispose();
        var second = await PredictAsync(image, zoom, LookFusion.SecondLook(tta), timings, cancellationToken).ConfigureAwait(false);
        if (!second.TryGet(out var again, out _))
            return second;
        using (again)
            return await cpu.RunHereAsync(() => timings.Measure("postprocess", () => Fuse(first, again)), cancellationToken).ConfigureAwait(false);
    }

    private async Task<Outcome<ScaledMaps>> PredictAsync(DecodedImage image, double zoom, IReadOnlyList<SquareSymmetry> symmetries, StageTimings timings,
        CancellationToken cancellationToken)
    {
        if (!budget.AdmitZoom(image.Info.Pixels, zoom).TryGet(out var permit, out var failure))
            return failure;
        using (permit)
        {
            if (image.Info.Pixels * zoom * zoom > MaxPixels + 1)
                return TooLarge(image, zoom);
            var outcome = await RunAsync(image, zoom, symmetries, timings, cancellationToken).ConfigureAwait(false);
            if (!outcome.TryGet(out var maps, out failure))
                return failure;
            using (maps)
                return new ScaledMaps(zoom, maps);
        }
    }

    /// <summary>The input is given back before its maps are packed.</summary>
    private async Task<Outcome<SegmentationMaps>> RunAsync(DecodedImage image, double zoom, IReadOnlyList<SquareSymmetry> symmetries, StageTimings timings,
        CancellationToken cancellationToken)
    {
        using var input = await cpu.RunHereAsync(() => timings.Measure("preprocess", () => Render(image.Rgb, zoom)), cancellationToken).ConfigureAwait(false);
        return await AugmentedPredictor.Over(predictor, symmetries).PredictAsync(input, timings, cancellationToken).ConfigureAwait(false);
    }

    private ModelInput Render(Mat rgb, double zoom)
    {
        using var zoomed = zoom == 1 ? rgb.Share() : Zoom.Resize(rgb, zoom);
        return _views.Render(zoomed);
    }

    private ScaledMaps Fuse(SegmentationMaps first, ScaledMaps seen)
    {
        using var second = Zoom.Resize(seen.Open(), first.Width, first.Height);
        LookFusion.Fuse(first, second, bundle.Thresholds.MaskThreshold);
        return new ScaledMaps(seen.Scale, second);
    }

    private Segmentation Segment(ScaledMaps seen, DecodedImage image, SegmentationParameters parameters)
    {
        var maps = Zoom.Resize(seen.Open(), image.Width, image.Height);
        var thresholds = parameters.Over(bundle.Thresholds);
        var labels = InstanceSegmenter.Segment(maps, thresholds, bundle.Regions);
        return new Segmentation(labels, InstanceMeasurer.Measure(labels, maps.Nucleus), parameters.As(seen.Scale, thresholds), maps);
    }

    private Failure TooLarge(DecodedImage image, double zoom) =>
        new(FailureKind.TooLarge, $"The model {bundle.Name} works on at most {MaxPixels} pixels; the image at this scale has more.")
        {
            Field = zoom > 1 ? "scale" : "image", Limit = $"{MaxPixels} pixels", Value = $"{(long)(image.Info.Pixels * zoom * zoom)} pixels",
        };
}
