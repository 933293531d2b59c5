using OpenCvSharp;
using SegService.Training.Data;

namespace SegService.Training.Targets;

/// <summary>
/// 1 where two nuclei touch or nearly do, 0 elsewhere, free outlines too: CV_32FC1. The strip is wider between larger nuclei, so
/// that it is never more than a small part of the smaller of the two.
/// </summary>
internal static class BorderTarget
{
    /// <summary>Half-width of the strip, in pixels, of nuclei at least so wide.</summary>
    private static readonly (int Reach, double Diameter)[] Reaches = [(1, 0), (2, 16), (3, 32)];

    public static Mat Of(Mat labels)
    {
        var reachOf = ReachOf(labels);
        var border = new Mat(labels.Size(), MatType.CV_32FC1, Scalar.Black);
        border.GetArray(out float[] target);
        foreach (var (reach, _) in Reaches.Where(reach => reachOf.Contains(reach.Reach)))
            Mark(labels, reach, reachOf, target);
        border.SetArray(target);
        return border;
    }

    /// <summary>Two labels are within reach of a pixel where the largest and the smallest label about it differ.</summary>
    private static void Mark(Mat labels, int reach, int[] reachOf, float[] target)
    {
        using var kernel = Cv2.GetStructuringElement(MorphShapes.Ellipse, new Size((2 * reach) + 1, (2 * reach) + 1));
        using var largest = labels.Dilate(kernel);
        using var backgroundHigh = labels.Clone();
        using Mat outside = labels.Equals(0);
        backgroundHigh.SetTo(new Scalar(ushort.MaxValue), outside);
        using var smallest = backgroundHigh.Erode(kernel);
        var high = LabelMat.Span(largest);
        var low = LabelMat.Span(smallest);
        for (var i = 0; i < target.Length; i++)
        {
            if (high[i] > low[i] && Math.Min(reachOf[high[i]], reachOf[low[i]]) == reach)
                target[i] = 1;
        }
    }

    private static int[] ReachOf(Mat labels) =>
        [.. LabelMat.Areas(labels).Select(area => area == 0 ? 0 : ReachOf(Math.Sqrt(4 / Math.PI * area)))];

    private static int ReachOf(double diameter) => Reaches.Last(reach => diameter >= reach.Diameter).Reach;
}
