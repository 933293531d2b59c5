using SegService.Pipeline.Pooling;
using SegService.Pipeline.Postprocessing;

namespace SegService.Pipeline.Classic;

/// <summary>Compares each pixel with the nucleus it would belong to: 0.5 on the outline, 1 at twice that signal, 0 on ground.</summary>
internal static class ConfidenceMap
{
    /// <summary>Confidence on the line between two nuclei: below any threshold a caller would ask for by chance.</summary>
    private const float BetweenNuclei = 0.3f;

    /// <param name="signal">Row-major.</param>
    /// <param name="range">Where nuclei lie on the signal.</param>
    /// <param name="ownLevel">Fraction of a nucleus's mean signal where its outline lies.</param>
    /// <param name="plane">Labelled cores of the nuclei; they are grown over the whole range.</param>
    public static float[] Draw(ReadOnlySpan<float> signal, SignalRange range, float ownLevel, LabelPlane plane)
    {
        var outlines = Outlines(signal, range.Floor, ownLevel, plane);
        Grow(signal, range, plane);
        var confidence = new float[signal.Length];
        for (var y = 0; y < plane.Height; y++)
        {
            for (int x = 0, i = y * plane.Width, p = plane.RowStart(y); x < plane.Width; x++, i++, p++)
            {
                var label = plane.Labels[p];
                if (label > 0)
                    confidence[i] = Parts(plane, p) ? BetweenNuclei : Math.Min(1, 0.5f * signal[i] / outlines[label]);
            }
        }

        return confidence;
    }

    /// <summary>The signal on each nucleus's outline, by label.</summary>
    private static float[] Outlines(ReadOnlySpan<float> signal, float floor, float ownLevel, LabelPlane plane)
    {
        var (sums, areas) = (new double[plane.Count + 1], new int[plane.Count + 1]);
        for (var y = 0; y < plane.Height; y++)
        {
            var row = plane.Row(y);
            for (var x = 0; x < row.Length; x++)
            {
                sums[row[x]] += signal[(y * row.Length) + x];
                areas[row[x]]++;
            }
        }

        return [.. sums.Zip(areas, (sum, area) => Math.Max(floor, ownLevel * (float)(sum / Math.Max(1, area))))];
    }

    private static void Grow(ReadOnlySpan<float> signal, SignalRange range, LabelPlane plane)
    {
        var levels = Scratch<byte>.Pool.Rent(plane.Length);
        for (var y = 0; y < plane.Height; y++)
        {
            for (int x = 0, i = y * plane.Width, p = plane.RowStart(y); x < plane.Width; x++, i++, p++)
            {
                levels[p] = (byte)Math.Clamp(255 * signal[i] / range.Ceiling, 0, 255);
                if (plane.Labels[p] == LabelPlane.Background && signal[i] >= range.Floor)
                    plane.Labels[p] = LabelPlane.Open;
            }
        }

        SeededWatershed.Flood(plane, levels);
        Scratch<byte>.Pool.Return(levels);
    }

    private static bool Parts(LabelPlane plane, int p)
    {
        var (right, below) = (plane.Labels[p + 1], plane.Labels[p + plane.Stride]);
        return (right > 0 && right != plane.Labels[p]) || (below > 0 && below != plane.Labels[p]);
    }
}
