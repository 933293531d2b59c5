using System.Numerics.Tensors;
using OpenCvSharp;
using SegService.Pipeline.Pooling;

namespace SegService.Pipeline.Postprocessing;

/// <summary>
/// Splits touching nuclei by shape alone: watershed on the distance transform whose basins merge unless the neck between them is
/// narrow. A neck is compared with the smaller nucleus (h-maxima with h relative to the peak), so the rule knows no pixel size.
/// Pixels are visited once, highest first; basins are merged by union-find as they meet.
/// </summary>
public static class NeckSplitter
{
    /// <summary>Distances are told apart to 1/8 pixel.</summary>
    private const float LevelsPerPixel = 8;

    /// <summary>A peak that rises less than this above its neck is a wobble of the outline, whatever the ratio says.</summary>
    private const float MinRise = 0.75f;

    /// <param name="plane">Open pixels become instances from label 1; all of them are labelled.</param>
    /// <param name="neck">Two parts are separate nuclei where the neck's width is less than this fraction of the smaller one's.</param>
    internal static void Split(LabelPlane plane, double neck)
    {
        var levels = Scratch<ushort>.Pool.Rent(plane.Length);
        var order = Scratch<int>.Pool.Rent(plane.Length);
        try
        {
            MeasureDepth(plane, levels);
            var open = SortByDepth(plane, levels, order);
            using var basins = new Basins(neck, MinRise * LevelsPerPixel);
            foreach (var pixel in order.AsSpan(0, open))
                plane.Labels[pixel] = Visit(plane, levels, pixel, basins);
            Relabel(plane, order.AsSpan(0, open), basins);
        }
        finally
        {
            Scratch<ushort>.Pool.Return(levels);
            Scratch<int>.Pool.Return(order);
        }
    }

    /// <summary>Distance of each open pixel to the nearest background; the image's edge is no background.</summary>
    private static unsafe void MeasureDepth(LabelPlane plane, ushort[] levels)
    {
        using var mask = new Mat(plane.Height, plane.Width, MatType.CV_8UC1);
        for (var y = 0; y < plane.Height; y++)
        {
            var labels = plane.Row(y);
            var row = new Span<byte>((void*)mask.Ptr(y), plane.Width);
            for (var x = 0; x < row.Length; x++)
                row[x] = (byte)(labels[x] == LabelPlane.Open ? 255 : 0);
        }

        using var distance = new Mat();
        Cv2.DistanceTransform(mask, distance, DistanceTypes.L2, DistanceTransformMasks.Precise);
        for (var y = 0; y < plane.Height; y++)
        {
            var row = new ReadOnlySpan<float>((void*)distance.Ptr(y), plane.Width);
            var depths = levels.AsSpan(plane.RowStart(y));
            for (var x = 0; x < row.Length; x++)
                depths[x] = (ushort)Math.Min(row[x] * LevelsPerPixel, ushort.MaxValue);
        }
    }

    /// <summary>Counting sort, deepest first, row-major within a level. Returns the number of open pixels.</summary>
    private static int SortByDepth(LabelPlane plane, ushort[] levels, int[] order)
    {
        var deepest = Deepest(plane, levels);
        var starts = new int[deepest + 2];
        for (var y = 0; y < plane.Height; y++)
        {
            foreach (var level in levels.AsSpan(plane.RowStart(y), plane.Width))
                starts[deepest - level + 1]++;
        }

        for (var i = 1; i < starts.Length; i++)
            starts[i] += starts[i - 1];
        var open = starts[deepest];
        for (var y = 0; y < plane.Height; y++)
        {
            for (int p = plane.RowStart(y), end = p + plane.Width; p < end; p++)
            {
                if (levels[p] > 0)
                    order[starts[deepest - levels[p]]++] = p;
            }
        }

        return open;
    }

    private static int Deepest(LabelPlane plane, ushort[] levels)
    {
        ushort deepest = 0;
        for (var y = 0; y < plane.Height; y++)
            deepest = Math.Max(deepest, TensorPrimitives.Max<ushort>(levels.AsSpan(plane.RowStart(y), plane.Width)));
        return deepest;
    }

    /// <summary>Joins the basins around a pixel where their neck is wide, and gives the pixel to its highest neighbour's.</summary>
    private static int Visit(LabelPlane plane, ushort[] levels, int pixel, Basins basins)
    {
        ReadOnlySpan<int> neighbours = [pixel - plane.Stride, pixel - 1, pixel + 1, pixel + plane.Stride];
        var (best, height) = (0, -1);
        foreach (var q in neighbours)
        {
            var label = plane.Labels[q];
            if (label <= 0)
                continue;
            if (best != 0 && best != label)
                basins.Meet(best, label, levels[pixel]);
            if (levels[q] > height)
                (best, height) = (label, levels[q]);
        }

        return best != 0 ? best : basins.Add(levels[pixel]);
    }

    private static void Relabel(LabelPlane plane, ReadOnlySpan<int> pixels, Basins basins)
    {
        plane.AddLabels(basins.Count);
        foreach (var pixel in pixels)
            plane.Labels[pixel] = basins.Root(plane.Labels[pixel]);
    }
}
