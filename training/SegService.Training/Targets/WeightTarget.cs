using OpenCvSharp;
using SegService.Training.Data;

namespace SegService.Training.Targets;

/// <summary>
/// How much each pixel counts in the nucleus loss: 1, more along outlines, and more in small nuclei, which a score by nucleus
/// counts as much as large ones. CV_32FC1.
/// </summary>
internal static class WeightTarget
{
    private const float Outline = 2;
    private const float LargestBoost = 4;

    public static Mat Of(Mat labels)
    {
        var weight = Boost(labels);
        using var outline = Outlines(labels);
        Cv2.ScaleAdd(outline, Outline, weight, weight);
        return weight;
    }

    /// <summary>Square root of (mean area / own area), at most <see cref="LargestBoost"/>, at least 1.</summary>
    private static Mat Boost(Mat labels)
    {
        var areas = LabelMat.Areas(labels);
        var present = areas.Where(area => area > 0).DefaultIfEmpty(1).Average();
        var boosts = areas.Select(area => area == 0 ? 1 : (float)Math.Clamp(Math.Sqrt(present / area), 1, LargestBoost)).ToArray();
        using var grown = labels.Dilate(null);
        var span = LabelMat.Span(grown);
        var values = new float[span.Length];
        for (var i = 0; i < values.Length; i++)
            values[i] = boosts[span[i]];
        var weight = new Mat(labels.Size(), MatType.CV_32FC1);
        weight.SetArray(values);
        return weight;
    }

    /// <summary>1 on the pixels either side of an outline, falling to 0 within two pixels.</summary>
    private static Mat Outlines(Mat labels)
    {
        using var high = labels.Dilate(null);
        using var low = labels.Erode(null);
        using Mat differ = high.NotEquals(low);
        var outline = new Mat();
        differ.ConvertTo(outline, MatType.CV_32F, 1 / 255.0);
        Cv2.GaussianBlur(outline, outline, new Size(5, 5), 1);
        return outline;
    }
}
