using OpenCvSharp;
using SegService.Pipeline.Evaluation;
using SegService.Pipeline.Models;
using SegService.Pipeline.Postprocessing;
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
        var zoom = bundle.Input.TargetDiameter is { } target ? HeldOutImage.AutoZoom(predict(rgb, 1, false), bundle.Thresholds, target) : 1;
        return Pack(predict(rgb, zoom, true));
    }

    /// <summary>CV_8UC3: a run has all images in memory, and 1/255 is less than annotators agree on.</summary>
    private static Mat Pack(SegmentationMaps maps)
    {
        var packed = new Vec3b[maps.Width * maps.Height];
        for (var i = 0; i < packed.Length; i++)
            packed[i] = new Vec3b(Byte(maps.Nucleus[i]), Byte(maps.Border![i]), Byte(maps.Marker![i]));
        var mat = new Mat(maps.Height, maps.Width, MatType.CV_8UC3);
        mat.SetArray(packed);
        return mat;
    }

    private static byte Byte(float value) => (byte)MathF.Round(255 * Math.Clamp(value, 0, 1));
}
