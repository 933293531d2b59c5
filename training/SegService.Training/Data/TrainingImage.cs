using OpenCvSharp;

namespace SegService.Training.Data;

/// <summary>One annotated image, kept in memory for the whole run.</summary>
/// <param name="Id">The dataset's ImageId.</param>
/// <param name="Modality">fluorescence, histology, brightfield or colour-dark.</param>
/// <param name="Acquisition">Modality and size: images of one group come from the same kind of microscope work.</param>
/// <param name="Fold">0..4.</param>
/// <param name="Rgb">H x W CV_8UC3, RGB order.</param>
/// <param name="Labels">H x W CV_16UC1: 0 = background, 1.. = nuclei.</param>
internal sealed record TrainingImage(string Id, string Modality, string Acquisition, int Fold, Mat Rgb, Mat Labels)
{
    /// <summary>What a teacher says of it, H x W CV_8UC3, 255 = 1: nucleus, border and marker. Null without one.</summary>
    public Mat? Taught { get; init; }

    /// <summary>Median over nuclei of the diameter of the disc of equal area, in pixels; 0 without nuclei.</summary>
    public double MedianDiameter { get; } = DiameterOf(Labels);

    private static double DiameterOf(Mat labels)
    {
        var areas = LabelMat.Areas(labels).Where(area => area > 0).Order().ToArray();
        return areas.Length == 0 ? 0 : Math.Sqrt(4 / Math.PI * areas[areas.Length / 2]);
    }
}
