namespace SegService.Pipeline.Postprocessing.Regions;

/// <summary>The regions that are taken for nuclei: of all choices in which none lies in another, the one with the highest sum of values.</summary>
internal static class RegionChoice
{
    /// <param name="tree">Children before parents.</param>
    /// <param name="qualities">Of each node: the share of IoU thresholds it is expected to pass, 0..1.</param>
    /// <param name="score">
    /// The score an image is expected to have. One more instance of quality q adds q to the matches and 1 - q to the union, so it raises a score s of
    /// matches / union if q > s (1 - q): that difference is its value.
    /// </param>
    /// <returns>For each label the number of its instance, from 1; 0 where it is in none.</returns>
    public static int[] Choose(RegionTree tree, ReadOnlySpan<float> qualities, double score)
    {
        var nodes = tree.Nodes;
        var best = new double[nodes.Count];
        var taken = new bool[nodes.Count];
        for (var i = 0; i < nodes.Count; i++)
        {
            var value = qualities[i] - (score * (1 - qualities[i]));
            var parts = nodes[i].IsLeaf ? 0 : best[nodes[i].First] + best[nodes[i].Second];
            taken[i] = value > parts;
            best[i] = Math.Max(value, parts);
        }

        return Number(nodes, taken);
    }

    private static int[] Number(IReadOnlyList<RegionNode> nodes, bool[] taken)
    {
        var (instances, count) = (new int[nodes.Count], 0);
        var labels = new int[nodes.Count == 0 ? 1 : nodes.Max(node => node.Label) + 1];
        for (var i = nodes.Count - 1; i >= 0; i--)
        {
            var above = nodes[i].Parent == RegionNode.None ? 0 : instances[nodes[i].Parent];
            instances[i] = above != 0 ? above : taken[i] ? ++count : 0;
            if (nodes[i].IsLeaf)
                labels[nodes[i].Label] = instances[i];
        }

        return labels;
    }
}
