using OpenCvSharp;
using SegService.Pipeline.Evaluation;
using SegService.Pipeline.Models;
using SegService.Pipeline.Postprocessing;
using SegService.Pipeline.Preprocessing;
using SegService.Training.Calibration;
using SegService.Training.Data;

namespace SegService.Training.Distillation;

/// <summary>
/// What a bundle says of the training images themselves, at its best: zoomed as the service would, averaged over the eight symmetries of the square.
/// A network that learns from it as well as from the annotations (knowledge distillation, Hinton et al., 2015) is told which outlines are
/// doubtful, and learns to say in one look what the teacher says in nine.
/// </summary>
/// <param name="bundle">Its scale and thresholds.</param>
/// <param name="predict">Its graph.</param>
internal sealed class Teacher(ModelBundle bundle, PredictMaps predict)
{
    /// <exception cref="InvalidDataException">The bundle cannot teach: it lacks a head, or knows images that the learner is to be judged by.</exception>
    public static void Check(ModelBundle bundle, IEnumerable<FoldRow> heldOut)
    {
        if (bundle.Outputs is not [MapKind.Nucleus, MapKind.Border, MapKind.Marker])
            throw new InvalidDataException($"{bundle.Name} cannot teach: it does not have the heads nucleus, border and marker.");
        if (bundle.Training is not { Split: var split })
            throw new InvalidDataException($"{bundle.Name} cannot teach: it does not tell what it was trained on.");
        if (heldOut.Count(split.Trains) is > 0 and var known)
            throw new InvalidDataException($"{bundle.Name} cannot teach: it was trained on {known} of the images that are held out here.");
    }

    /// <returns>The same images with <see cref="TrainingImage.Taught"/>.</returns>
    public IReadOnlyList<TrainingImage> Teach(IReadOnlyList<TrainingImage> images) => [.. images.Select(image => image with { Taught = Maps(image.Rgb) })];

    private Mat Maps(Mat rgb)
    {
        using var maps = predict(rgb, Zoom(rgb), SquareSymmetry.All);
        return Pack(maps);
    }

    private double Zoom(Mat rgb)
    {
        if (bundle.Input.TargetDiameter is not { } target)
            return 1;
        using var first = predict(rgb, 1, SquareSymmetry.Identity);
        return HeldOutImage.AutoZoom(first, bundle.Thresholds, bundle.Regions, target);
    }

    /// <summary>CV_8UC3: a run has all images in memory, and 1/255 is less than annotators agree on.</summary>
    private static Mat Pack(SegmentationMaps maps)
    {
        var planes = maps.Planes.Select(plane => Mat.FromPixelData(maps.Height, maps.Width, MatType.CV_32FC1, plane)).ToArray();
        using var merged = new Mat();
        Cv2.Merge(planes, merged);
        foreach (var plane in planes)
            plane.Dispose();
        var packed = new Mat();
        merged.ConvertTo(packed, MatType.CV_8UC3, byte.MaxValue);
        return packed;
    }
}
