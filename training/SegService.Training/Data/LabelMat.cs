using OpenCvSharp;

namespace SegService.Training.Data;

/// <summary>Reads of CV_16UC1 label images as spans: OpenCV's per-pixel accessors cost a native call each.</summary>
internal static class LabelMat
{
    /// <summary>All labels, row-major.</summary>
    /// <exception cref="ArgumentException">Not CV_16UC1 or not continuous.</exception>
    public static unsafe Span<ushort> Span(Mat labels)
    {
        if (labels.Type() != MatType.CV_16UC1 || !labels.IsContinuous())
            throw new ArgumentException("Labels are a continuous CV_16UC1 Mat.", nameof(labels));
        return new Span<ushort>((void*)labels.Data, labels.Rows * labels.Cols);
    }

    /// <summary>Pixels of each label; index 0, the background, is left at zero.</summary>
    public static int[] Areas(Mat labels)
    {
        var areas = new int[Max(labels) + 1];
        foreach (var label in Span(labels))
            areas[label]++;
        areas[0] = 0;
        return areas;
    }

    /// <summary>The box of each label; empty where the label is absent.</summary>
    public static Rect[] Boxes(Mat labels)
    {
        var boxes = new Rect[Max(labels) + 1];
        var span = Span(labels);
        var width = labels.Cols;
        for (var i = 0; i < span.Length; i++)
        {
            if (span[i] != 0)
                boxes[span[i]] = Including(boxes[span[i]], i % width, i / width);
        }

        return boxes;
    }

    public static int Max(Mat labels)
    {
        var max = 0;
        foreach (var label in Span(labels))
            max = Math.Max(max, label);
        return max;
    }

    private static Rect Including(Rect box, int x, int y)
    {
        if (box.Width == 0)
            return new Rect(x, y, 1, 1);
        var left = Math.Min(box.X, x);
        var right = Math.Max(box.Right, x + 1);
        return new Rect(left, box.Y, right - left, y + 1 - box.Y);
    }
}
