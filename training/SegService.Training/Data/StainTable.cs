using OpenCvSharp;
using SegService.Pipeline.Evaluation;

namespace SegService.Training.Data;

/// <summary>
/// Splits histology's acquisition groups by stain: two clusters (k-means) of the colour of their ground in CIE L*a*b*. In the
/// paler one it is white, in the other it is stained too.
/// </summary>
internal static class StainTable
{
    private const string Histology = "histology";

    /// <summary>All rows of the table; histology's have "-white" or "-purple" after their acquisition.</summary>
    /// <exception cref="InvalidDataException">There are fewer than two histology images.</exception>
    public static IReadOnlyList<FoldRow> Split(string folder)
    {
        var rows = FoldTable.Read(Path.Combine(folder, FoldTable.FileName)).Rows;
        var images = TrainingSet.Load(folder, row => row.Modality == Histology);
        if (images.Count < 2)
            throw new InvalidDataException($"{folder} holds {images.Count} histology images: two stains need at least two.");
        var colours = images.Select(GroundColour).ToArray();
        var pale = Pale(colours);
        var stain = images.Zip(pale, (image, white) => (image.Id, Name: white ? "white" : "purple")).ToDictionary();
        return [.. rows.Select(row => stain.TryGetValue(row.ImageId, out var name) ? row with { Acquisition = $"{row.Acquisition}-{name}" } : row)];
    }

    /// <summary>Mean L*a*b* (8-bit scale) of what is lighter than Otsu's threshold: nuclei are dark in histology.</summary>
    private static Vec3f GroundColour(TrainingImage image)
    {
        using var lab = image.Rgb.CvtColor(ColorConversionCodes.RGB2Lab);
        using var lightness = lab.ExtractChannel(0);
        using var ground = lightness.Threshold(0, 255, ThresholdTypes.Binary | ThresholdTypes.Otsu);
        var mean = lab.Mean(ground);
        return new Vec3f((float)mean.Val0, (float)mean.Val1, (float)mean.Val2);
    }

    /// <summary>Whether each colour belongs to the cluster with the higher lightness.</summary>
    private static bool[] Pale(Vec3f[] colours)
    {
        using var samples = Mat.FromPixelData(colours.Length, 3, MatType.CV_32FC1, colours);
        using var cluster = new Mat();
        using var centres = new Mat();
        Cv2.Kmeans(samples, 2, cluster, new TermCriteria(CriteriaTypes.MaxIter, 100, 0), 10, KMeansFlags.PpCenters, centres);
        var palest = centres.At<float>(0, 0) > centres.At<float>(1, 0) ? 0 : 1;
        return [.. Enumerable.Range(0, colours.Length).Select(i => cluster.At<int>(i) == palest)];
    }
}
