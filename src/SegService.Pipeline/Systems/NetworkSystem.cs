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
    private readonly ViewStack _views = ViewStack.Create(bundle.Input.Views);

    /// <summary>Where the scale is to be estimated, a first look at the original size does so, without augmentation.</summary>
    public async Task<Outcome<Segmentation>> SegmentAsync(DecodedImage image, SegmentationParameters parameters, StageTimings timings,
        CancellationToken cancellationToken)
    {
        if (parameters.Scale is not null || bundle.Input.TargetDiameter is not { } target)
            return await LookAsync(parameters with { Scale = parameters.Scale ?? 1 }).ConfigureAwait(false);

        var first = await LookAsync(parameters with { Scale = 1, Tta = false }).ConfigureAwait(false);
        if (!first.TryGet(out var found, out _))
            return first;
        var zoom = AutoZoom.Choose(found.Instances, target);
        if (zoom == 1 && !parameters.Tta)
            return first;
        var second = await LookAsync(parameters with { Scale = zoom }).ConfigureAwait(false);
        return second.Failure?.Kind == FailureKind.TooLarge ? await LookAsync(parameters with { Scale = 1 }).ConfigureAwait(false) : second;

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
            if (_views.Channels * image.Info.Pixels * zoom * zoom > Array.MaxLength)
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

    /// <summary>A tensor is one array, and arrays end at two thousand million values.</summary>
    private Failure TooLarge(DecodedImage image, double zoom)
    {
        var largest = Array.MaxLength / _views.Channels;
        return new Failure(FailureKind.TooLarge, $"The model {bundle.Name} works on at most {largest} pixels, the image at its scale has more.")
        {
            Field = "image", Limit = $"{largest} pixels", Value = $"{image.Info.Pixels * zoom * zoom:0} pixels",
        };
    }
}
