using OpenCvSharp;
using SegService.Training.Data;

namespace SegService.Training.Targets;

/// <summary>Distance to the nucleus's own edge over the largest such distance in it: 1 at its centre, 0 outside. CV_32FC1.</summary>
internal static class MarkerTarget
{
    public static Mat Of(Mat labels)
    {
        var marker = new Mat(labels.Size(), MatType.CV_32FC1, Scalar.Black);
        var boxes = LabelMat.Boxes(labels);
        for (var label = 1; label < boxes.Length; label++)
        {
            if (boxes[label].Width > 0)
                Draw(labels, marker, label, boxes[label]);
        }

        return marker;
    }

    /// <summary>A nucleus cut by the image's edge has no edge there: beyond the image it goes on.</summary>
    private static void Draw(Mat labels, Mat marker, int label, Rect box)
    {
        var around = Rect.Intersect(Rect.Inflate(box, 1, 1), new Rect(0, 0, labels.Cols, labels.Rows));
        using var window = labels.SubMat(around);
        using Mat inside = window.Equals(label);
        using var distance = inside.DistanceTransform(DistanceTypes.L2, DistanceTransformMasks.Mask5);
        Cv2.MinMaxLoc(distance, out double _, out double largest);
        using var target = marker.SubMat(around);
        distance.ConvertTo(distance, -1, 1 / largest);
        distance.CopyTo(target, inside);
    }
}
