namespace SegService.Pipeline.Postprocessing.Regions;

/// <summary>Makes instances of basins: those regions of their tree that a model finds best.</summary>
internal static class RegionSelector
{
    /// <summary>The basins of an image's mask, by label, which the caller disposes.</summary>
    public static LabelPlane Basins(SegmentationMaps maps, PostprocessingThresholds thresholds, out RegionGraph graph)
    {
        var plane = new LabelPlane(maps.Width, maps.Height);
        RegionGraph? found = null;
        InstanceSegmenter.Flood(maps, thresholds, plane, levels => found = RegionGraph.Of(plane, levels, maps));
        graph = found!;
        return plane;
    }

    /// <param name="plane">Flooded from <see cref="Peaks"/>; basins become instances or background.</param>
    /// <param name="levels">The landscape, laid out like the plane.</param>
    /// <param name="maps">With border and marker.</param>
    /// <param name="model">Judges the regions.</param>
    public static void Select(LabelPlane plane, byte[] levels, SegmentationMaps maps, RegionModel model)
    {
        var graph = RegionGraph.Of(plane, levels, maps);
        var tree = RegionTree.Of(graph);
        var instances = RegionChoice.Choose(tree, model.Judge(RegionFeatures.Of(tree)), model.ExpectedScore);
        for (var y = 0; y < plane.Height; y++)
        {
            var row = plane.Row(y);
            foreach (var (label, start, end) in new LabelStretches(row))
                row[start..end].Fill(instances[graph.Roots[label]]);
        }
    }
}
