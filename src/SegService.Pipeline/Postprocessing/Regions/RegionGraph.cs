using System.Runtime.InteropServices;

namespace SegService.Pipeline.Postprocessing.Regions;

/// <summary>The basins of a flooded plane and what neighbours share. Basins around peaks that hardly rise are part of the higher one they meet first.</summary>
internal sealed class RegionGraph
{
    /// <summary>A peak that rises less than this many levels of 255 above the saddle to a higher one is none.</summary>
    private const int MinRise = 15;

    private RegionGraph(Region[] regions, Dictionary<(int First, int Second), RegionEdge> edges, int[] roots) =>
        (Regions, Edges, Roots) = (regions, HighestFirst(edges), roots);

    /// <summary>By root; those of labels that are no root have no area.</summary>
    public Region[] Regions { get; }

    /// <summary>Between roots, the first being the smaller; the highest saddles first.</summary>
    public (int First, int Second, RegionEdge Shared)[] Edges { get; }

    /// <summary>Of each label, the label of the basin it became part of; most often itself.</summary>
    public int[] Roots { get; }

    /// <param name="plane">Labels from 1, not changed.</param>
    /// <param name="levels">The landscape, laid out like the plane.</param>
    /// <param name="maps">With a border.</param>
    public static RegionGraph Of(LabelPlane plane, byte[] levels, SegmentationMaps maps)
    {
        var survey = new RegionSurvey(plane, levels, maps);
        survey.Run();
        var roots = FindRoots(survey);
        var regions = new Region[survey.Regions.Length];
        for (var label = 1; label < regions.Length; label++)
            regions[roots[label]].Add(survey.Regions[label]);
        var edges = new Dictionary<(int First, int Second), RegionEdge>();
        foreach (var ((a, b), edge) in survey.Edges)
        {
            var (p, q) = (roots[a], roots[b]);
            if (p == q)
                regions[p].Outline -= 2 * edge.Length;
            else
                CollectionsMarshal.GetValueRefOrAddDefault(edges, (Math.Min(p, q), Math.Max(p, q)), out _).Add(edge);
        }

        return new RegionGraph(regions, edges, roots);
    }

    private static int[] FindRoots(RegionSurvey survey)
    {
        using var basins = new Basins(neck: 1, MinRise);
        for (var label = 1; label < survey.Regions.Length; label++)
            basins.Add(survey.Regions[label].Peak);
        foreach (var (a, b, edge) in HighestFirst(survey.Edges))
            basins.Meet(a, b, edge.Saddle);
        var roots = new int[survey.Regions.Length];
        for (var label = 1; label < roots.Length; label++)
            roots[label] = basins.Root(label);
        return roots;
    }

    private static (int First, int Second, RegionEdge Shared)[] HighestFirst(Dictionary<(int First, int Second), RegionEdge> shared)
    {
        (int First, int Second, RegionEdge Shared)[] edges = [.. shared.Select(edge => (edge.Key.First, edge.Key.Second, edge.Value))];
        Array.Sort(edges, static (a, b) =>
            a.Shared.Saddle != b.Shared.Saddle ? b.Shared.Saddle.CompareTo(a.Shared.Saddle)
            : a.First != b.First ? a.First.CompareTo(b.First) : a.Second.CompareTo(b.Second));
        return edges;
    }
}
