using SegService.Pipeline.Evaluation;
using SegService.Pipeline.Postprocessing;
using SegService.Pipeline.Postprocessing.Regions;
using SegService.Training.Calibration;

namespace SegService.Training.Regions;

/// <summary>The regions of one image and how good each is.</summary>
/// <param name="Features">A row of <see cref="RegionFeatures.Names"/> for each region.</param>
/// <param name="Qualities">Share of the IoU thresholds 0.50 to 0.95 that each passes with the nucleus it covers best, 0..1.</param>
/// <param name="Weight">Of each: an image counts as one, however many nuclei it has.</param>
internal sealed record RegionExamples(float[][] Features, float[] Qualities, float Weight)
{
    /// <summary>An image of a single nucleus should not count as much as one of dozens that are as hard.</summary>
    private const int FewestNuclei = 8;

    public static RegionExamples Of(HeldOutImage image, PostprocessingThresholds thresholds)
    {
        using var basins = RegionSelector.Basins(image.Maps, thresholds, out var graph);
        var tree = RegionTree.Of(graph);
        var overlaps = Overlaps(basins, graph.Roots, image.Truth);
        var areas = new int[image.Truth.Count + 1];
        foreach (var label in image.Truth.Labels)
            areas[label]++;
        var qualities = new float[tree.Nodes.Count];
        var shared = new Dictionary<int, int>[tree.Nodes.Count];
        for (var i = 0; i < qualities.Length; i++)
        {
            var node = tree.Nodes[i];
            shared[i] = node.IsLeaf ? overlaps[node.Label] : Join(shared[node.First], shared[node.Second]);
            qualities[i] = Quality(node.Sums.Area, shared[i], areas);
        }

        return new(RegionFeatures.Of(tree), qualities, 1f / Math.Max(FewestNuclei, image.Truth.Count));
    }

    private static Dictionary<int, int>[] Overlaps(LabelPlane basins, int[] roots, LabelImage truth)
    {
        var overlaps = new Dictionary<int, int>[basins.Count + 1];
        for (var y = 0; y < truth.Height; y++)
        {
            var labels = basins.Row(y);
            var nuclei = truth.Row(y);
            for (var x = 0; x < truth.Width; x++)
            {
                if (labels[x] <= 0)
                    continue;
                var overlap = overlaps[roots[labels[x]]] ??= [];
                if (nuclei[x] > 0)
                    overlap[nuclei[x]] = overlap.GetValueOrDefault(nuclei[x]) + 1;
            }
        }

        return overlaps;
    }

    private static Dictionary<int, int> Join(Dictionary<int, int> a, Dictionary<int, int> b)
    {
        var joined = new Dictionary<int, int>(a);
        foreach (var (nucleus, pixels) in b)
            joined[nucleus] = joined.GetValueOrDefault(nucleus) + pixels;
        return joined;
    }

    private static float Quality(double area, Dictionary<int, int> overlap, int[] areas)
    {
        var passed = overlap.Select(pair => IouThresholds.Passed(pair.Value, (long)area + areas[pair.Key] - pair.Value)).DefaultIfEmpty(0).Max();
        return passed / (float)IouThresholds.Count;
    }
}
