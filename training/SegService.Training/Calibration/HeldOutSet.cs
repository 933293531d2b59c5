using OpenCvSharp;
using SegService.Pipeline.Postprocessing;
using SegService.Pipeline.Postprocessing.Regions;
using SegService.Pipeline.Preprocessing;
using SegService.Pipeline.Systems;
using SegService.Training.Data;

namespace SegService.Training.Calibration;

/// <summary>A network on a whole image, H x W CV_8UC3, RGB order; the maps come back at the image's own size.</summary>
/// <param name="zoom">Applied before.</param>
/// <param name="symmetries">The mean over these counts.</param>
internal delegate SegmentationMaps PredictMaps(Mat rgb, double zoom, IReadOnlyList<SquareSymmetry> symmetries);

/// <summary>The images a run was not trained on, seen by its network at one scale or another.</summary>
internal sealed class HeldOutSet(IReadOnlyList<TrainingImage> images, PredictMaps predict, int threads, RegionModel? regions = null)
{
    /// <summary>Every image at its own size.</summary>
    public IReadOnlyList<HeldOutImage> AsIs() => [.. images.Select(image => new HeldOutImage(image.Id, image.Modality, predict(image.Rgb, 1, SquareSymmetry.Identity), Truth(image), regions))];

    /// <summary>Every image as the service sees it with <c>scale=auto</c>: at the zoom it would choose, both looks as one.</summary>
    /// <param name="first">The images at their own size.</param>
    /// <param name="thresholds">Of the first look.</param>
    /// <param name="targetDiameter">In pixels.</param>
    /// <param name="tta">Test-time augmentation.</param>
    public IReadOnlyList<HeldOutImage> Zoomed(IReadOnlyList<HeldOutImage> first, PostprocessingThresholds thresholds, double targetDiameter, bool tta) =>
        [.. images.Zip(first, (image, look) =>
        {
            var zoom = look.AutoZoom(thresholds, targetDiameter);
            if (zoom == 1 && !tta)
                return look;
            var second = predict(image.Rgb, zoom, LookFusion.SecondLook(tta));
            LookFusion.Fuse(look.Maps, second, thresholds.MaskThreshold);
            return look with { Maps = second };
        })];

    public ThresholdSearch Search(IReadOnlyList<HeldOutImage> seen) => new(seen, threads);

    private static LabelImage Truth(TrainingImage image) => LabelImage.Adopt(
        image.Labels.Cols, image.Labels.Rows, Array.ConvertAll(LabelMat.Span(image.Labels).ToArray(), label => (int)label));
}
