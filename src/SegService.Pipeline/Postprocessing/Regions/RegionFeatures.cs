namespace SegService.Pipeline.Postprocessing.Regions;

/// <summary>What is told of a region to the model that judges it: numbers without a unit, so that an image's size and scale do not matter.</summary>
internal static class RegionFeatures
{
    public static readonly IReadOnlyList<string> Names =
    [
        "relativeArea", "nucleus", "nucleusDeviation", "border", "peak", "ellipticity", "elongation", "outline", "inside", "outside",
        "innerSaddle", "innerRise", "innerBorder", "outerSaddle", "outerRise", "outerBorder",
    ];

    /// <param name="tree">All regions of an image.</param>
    /// <returns>A row of <see cref="Names"/> for each node.</returns>
    public static float[][] Of(RegionTree tree)
    {
        var median = MedianArea(tree);
        return [.. tree.Nodes.Select(node => Of(tree, node, median))];
    }

    /// <summary>Of the basins, each weighed by its area: half of the foreground is in smaller ones.</summary>
    private static double MedianArea(RegionTree tree)
    {
        var areas = tree.Nodes.Where(node => node.IsLeaf).Select(node => node.Sums.Area).Order().ToArray();
        var (half, i) = (areas.Sum() / 2, 0);
        for (var sum = 0.0; i < areas.Length - 1 && (sum += areas[i]) < half; i++)
        {
        }

        return areas.Length == 0 ? 1 : areas[i];
    }

    private static float[] Of(RegionTree tree, RegionNode node, double median)
    {
        var sums = node.Sums;
        var mean = sums.Nucleus / sums.Area;
        var (major, minor) = Axes(sums);
        var (inner, outer) = (node.Inner, node.Parent == RegionNode.None ? default : tree.Nodes[node.Parent].Inner);
        var lower = node.IsLeaf ? 0 : Math.Min(tree.Nodes[node.First].Sums.Peak, tree.Nodes[node.Second].Sums.Peak);
        var beside = node.Parent == RegionNode.None ? 0 : Math.Min(sums.Peak, tree.Nodes[node.Parent].Sibling(tree, node).Sums.Peak);
        return
        [
            (float)Math.Log(sums.Area / median), (float)mean, (float)Math.Sqrt(Math.Max(0, (sums.NucleusSquared / sums.Area) - (mean * mean))),
            (float)(sums.Border / sums.Area), sums.Peak / 255f,
            (float)(sums.Area / (4 * Math.PI * Math.Sqrt(major * minor))), (float)(minor / major), (float)(sums.Outline / Math.Sqrt(sums.Area)),
            (float)(sums.FreeInside / Math.Max(1, sums.Free)), (float)(sums.FreeOutside / Math.Max(1, sums.Free)),
            node.IsLeaf ? 1 : inner.Saddle / 255f, node.IsLeaf ? 1 : inner.Saddle / Math.Max(1f, lower), (float)(inner.Border / Math.Max(1, inner.Length)),
            outer.Saddle / 255f, outer.Saddle / Math.Max(1f, beside), (float)(outer.Border / Math.Max(1, outer.Length)),
        ];
    }

    /// <summary>Variances along the axes of the ellipse of the same moments, a pixel being a square.</summary>
    private static (double Major, double Minor) Axes(in Region sums)
    {
        var (x, y) = (sums.X / sums.Area, sums.Y / sums.Area);
        var xx = Math.Max(0, (sums.XX / sums.Area) - (x * x)) + (1 / 12.0);
        var yy = Math.Max(0, (sums.YY / sums.Area) - (y * y)) + (1 / 12.0);
        var xy = (sums.XY / sums.Area) - (x * y);
        var (half, apart) = ((xx + yy) / 2, Math.Sqrt(((xx - yy) * (xx - yy) / 4) + (xy * xy)));
        return (half + apart, Math.Max(half - apart, 1 / 24.0));
    }
}
