namespace SegService.Pipeline.Postprocessing.Regions;

/// <summary>A region: a basin, or two that were joined.</summary>
internal sealed class RegionNode
{
    public const int None = -1;

    /// <summary>Of a basin.</summary>
    public int Label { get; init; }

    public int First { get; init; } = None;

    public int Second { get; init; } = None;

    public int Parent { get; set; } = None;

    public Region Sums { get; set; }

    /// <summary>What the two that were joined share.</summary>
    public RegionEdge Inner { get; set; }

    public bool IsLeaf => First == None;

    /// <summary>The other child.</summary>
    public RegionNode Sibling(RegionTree tree, RegionNode child) => tree.Nodes[First] == child ? tree.Nodes[Second] : tree.Nodes[First];
}
