using OpenCvSharp;
using SegService.Pipeline.Admission;
using SegService.Pipeline.Decoding;
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
internal sealed class NetworkSystem(ModelBundle bundle, IMapPredictor predictor, CpuGate cpu, PixelBudget budget) : ISegmentationSystem
{
    /// <summary>Values of a tensor at most: it is one array, and these end a little above.</summary>
    private const long LargestTensor = 2_000_000_000;

    private readonly ViewStack _views = ViewStack.Create(bundle.Input.Views);

    private long MaxPixels => Math.Min(budget.MaxPixels, LargestTensor / _views.Channels);

    /// <summary>Where the scale is to be estimated, a first look at the original size does so, without augmentation.</summary>
    public async Task<Outcome<Segmentation>> SegmentAsync(DecodedImage image, SegmentationParameters parameters, StageTimings timings,
        CancellationToken cancellationToken)
    {
        if (parameters.Scale is not null || bundle.Input.TargetDiameter is not { } target)
            return await LookAsync(parameters with { Scale = parameters.Scale ?? 1 }).ConfigureAwait(false);

        var first = await LookAsync(parameters with { Scale = 1, Tta = false }).ConfigureAwait(false);
        if (!first.TryGet(out var found, out _))
            return first;
        var zoom = Math.Min(AutoZoom.Choose(found.Instances, target), Math.Sqrt(MaxPixels / (double)image.Info.Pixels));
        return zoom == 1 && !parameters.Tta ? first : await LookAsync(parameters with { Scale = zoom }).ConfigureAwait(false);

        Task<Outcome<Segmentation>> LookAsync(SegmentationParameters look) => SegmentOnceAsync(image, look, timings, cancellationToken);
    }

    private async Task<Outcome<Segmentation>> SegmentOnceAsync(DecodedImage image, SegmentationParameters parameters, StageTimings timings,
        CancellationToken cancellationToken)
    {
        if (!(await PredictAsync(image, parameters, timings, cancellationToken).ConfigureAwait(false)).TryGet(out var maps, out var failure))
            return failure;
        return await cpu.RunAsync(() => timings.Measure("postprocess", () => Segment(maps, image, parameters)), cancellationToken).ConfigureAwait(false);
    }

    private async Task<Outcome<SegmentationMaps>> PredictAsync(DecodedImage image, SegmentationParameters parameters, StageTimings timings,
        CancellationToken cancellationToken)
    {
        var zoom = parameters.Scale!.Value;
        if (!budget.AdmitZoom(image.Info.Pixels, zoom).TryGet(out var permit, out var failure))
            return failure;
        using (permit)
        {
            if (image.Info.Pixels * zoom * zoom > MaxPixels + 1)
                return TooLarge(image, zoom);
            using var input = await cpu.RunAsync(() => timings.Measure("preprocess", () => Render(image.Rgb, zoom)), cancellationToken).ConfigureAwait(false);
            var network = parameters.Tta ? new AugmentedPredictor(predictor) : predictor;
            return await network.PredictAsync(input, timings, cancellationToken).ConfigureAwait(false);
        }
    }

    private ModelInput Render(Mat rgb, double zoom)
    {
        using var zoomed = zoom == 1 ? rgb.Share() : Zoom.Resize(rgb, zoom);
        return _views.Render(zoomed);
    }

    private Segmentation Segment(SegmentationMaps zoomed, DecodedImage image, SegmentationParameters parameters)
    {
        var maps = Zoom.Resize(zoomed, image.Width, image.Height);
        var thresholds = parameters.Over(bundle.Thresholds);
        var labels = InstanceSegmenter.Segment(maps, thresholds);
        return new Segmentation(labels, InstanceMeasurer.Measure(labels, maps.Nucleus), parameters.As(parameters.Scale!.Value, thresholds), maps);
    }

    private Failure TooLarge(DecodedImage image, double zoom) =>
        new(FailureKind.TooLarge, $"The model {bundle.Name} works on at most {MaxPixels} pixels; the image at this scale has more.")
        {
            Field = zoom > 1 ? "scale" : "image", Limit = $"{MaxPixels} pixels", Value = $"{(long)(image.Info.Pixels * zoom * zoom)} pixels",
        };
}
