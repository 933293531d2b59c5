using OpenCvSharp;
using SegService.Pipeline.Postprocessing;

namespace SegService.Pipeline.LargeImages;

/// <summary>Where an instance lies. In pixels of the image.</summary>
internal readonly record struct RunShape(int Area, Rect Box, Point2d Centroid)
{
    public static RunShape Of(ReadOnlySpan<Run> runs)
    {
        var (area, x, y) = (0, 0L, 0L);
        var (left, right) = (int.MaxValue, int.MinValue);
        foreach (ref readonly var run in runs)
        {
            area += run.Length;
            x += (long)(run.Start + run.End - 1) * run.Length;
            y += (long)run.Row * run.Length;
            (left, right) = (Math.Min(left, run.Start), Math.Max(right, run.End));
        }

        var box = new Rect(left, runs[0].Row, right - left, runs[^1].Row - runs[0].Row + 1);
        return new RunShape(area, box, new Point2d(x / (2.0 * area), y / (double)area));
    }
}
