using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace SegService.Pipeline.Postprocessing.Regions;

/// <summary>Adds up what is told of each label and of each two that touch, in one pass over the pixels.</summary>
internal sealed class RegionSurvey(LabelPlane plane, byte[] levels, SegmentationMaps maps)
{
    private readonly float[] _nucleus = maps.Nucleus;
    private readonly float[] _border = maps.Border!;

    /// <summary>By label.</summary>
    public Region[] Regions { get; } = new Region[plane.Count + 1];

    /// <summary>By labels, the smaller first.</summary>
    public Dictionary<(int First, int Second), RegionEdge> Edges { get; } = [];

    public void Run()
    {
        for (var y = 0; y < plane.Height; y++)
        {
            foreach (var stretch in new LabelStretches(plane.Row(y)))
                Add(stretch, y);
        }
    }

    private void Add(in LabelStretch stretch, int y)
    {
        var (label, start, end) = stretch;
        var (p, i) = (plane.RowStart(y), y * plane.Width);
        double length = end - start;
        var x = length * (start + end - 1) / 2;
        var xx = Squares(end) - Squares(start);
        ref var region = ref Regions[label];
        var nucleus = _nucleus.AsSpan(i + start, end - start);
        region.Add(new Region
        {
            Area = length,
            Nucleus = TensorPrimitives.Sum<float>(nucleus),
            NucleusSquared = TensorPrimitives.SumOfSquares<float>(nucleus),
            Border = TensorPrimitives.Sum<float>(_border.AsSpan(i + start, end - start)),
            Peak = TensorPrimitives.Max<byte>(levels.AsSpan(p + start, end - start)),
            X = x,
            Y = y * length,
            XX = xx,
            YY = y * (double)y * length,
            XY = x * y,
        });
        Cross(ref region, label, p + start, i + start, -1, -1);
        Cross(ref region, label, p + end - 1, i + end - 1, 1, 1);
        var above = plane.Labels.AsSpan(p - plane.Stride, plane.Width);
        var below = plane.Labels.AsSpan(p + plane.Stride, plane.Width);
        for (var at = start; at < end; at++)
        {
            if (above[at] != label)
                Cross(ref region, label, p + at, i + at, -plane.Stride, -plane.Width);
            if (below[at] != label)
                Cross(ref region, label, p + at, i + at, plane.Stride, plane.Width);
        }
    }

    /// <summary>Of 0 to n - 1.</summary>
    private static double Squares(double n) => (n - 1) * n * ((2 * n) - 1) / 6;

    /// <summary>The side of pixel p (i in the maps) that lies towards p + step (i + stride).</summary>
    private void Cross(ref Region region, int label, int p, int i, int step, int stride)
    {
        var other = plane.Labels[p + step];
        if (other == label)
            return;
        region.Outline++;
        if (other == LabelPlane.Background)
        {
            region.Free++;
            region.FreeInside += _nucleus[i];
            region.FreeOutside += _nucleus[i + stride];
        }
        else if (other > label)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(Edges, (label, other), out _)
                .Add(Math.Min(levels[p], levels[p + step]), Math.Max(_border[i], _border[i + stride]));
        }
    }
}
