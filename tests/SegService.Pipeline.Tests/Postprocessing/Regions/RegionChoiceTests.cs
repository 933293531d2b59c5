using SegService.Pipeline.Postprocessing.Regions;

namespace SegService.Pipeline.Tests.Postprocessing.Regions;

public sealed class RegionChoiceTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 20)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void No_other_choice_of_disjoint_regions_is_worth_more(int seed)
    {
        using var basins = RegionSelector.Basins(RandomLandscape.Draw(seed), new() { SeedThreshold = 0.1, MinArea = 1 }, out var graph);
        var tree = RegionTree.Of(graph);
        var random = new Random(seed);
        float[] qualities = [.. tree.Nodes.Select(_ => random.NextSingle())];

        var chosen = RegionChoice.Choose(tree, qualities, score: 0.4);

        var value = Enumerable.Range(0, tree.Nodes.Count).Where(i => IsChosen(tree, i, chosen)).Sum(i => Value(qualities[i]));
        Assert.Equal(tree.Nodes.Select((_, i) => i).Where(i => tree.Nodes[i].Parent == RegionNode.None).Sum(i => Best(tree, i, qualities)), value, 1e-6);
        Assert.Equal(Enumerable.Range(1, chosen.Max()), chosen.Where(instance => instance > 0).Distinct().Order());
    }

    [Fact]
    public void What_is_expected_to_lower_the_score_is_left_out()
    {
        using var basins = RegionSelector.Basins(RandomLandscape.Draw(1), new() { SeedThreshold = 0.1, MinArea = 1 }, out var graph);
        var tree = RegionTree.Of(graph);

        Assert.All(RegionChoice.Choose(tree, [.. tree.Nodes.Select(_ => 0.28f)], score: 0.4), instance => Assert.Equal(0, instance));
        Assert.Contains(RegionChoice.Choose(tree, [.. tree.Nodes.Select(_ => 0.29f)], score: 0.4), instance => instance > 0);
    }

    private static double Value(float quality) => quality - (0.4 * (1 - quality));

    /// <summary>By trying everything: the region, or the best of its parts, or neither.</summary>
    private static double Best(RegionTree tree, int i, float[] qualities) => Math.Max(Value(qualities[i]),
        tree.Nodes[i].IsLeaf ? 0 : Best(tree, tree.Nodes[i].First, qualities) + Best(tree, tree.Nodes[i].Second, qualities));

    /// <summary>A node is an instance where its basins share a number that no other basin has.</summary>
    private static bool IsChosen(RegionTree tree, int i, int[] chosen)
    {
        var own = Leaves(tree, i).Select(label => chosen[label]).ToHashSet();
        return own.Count == 1 && own.Single() > 0 && chosen.Count(instance => instance == own.Single()) == Leaves(tree, i).Length;
    }

    private static int[] Leaves(RegionTree tree, int i) => tree.Nodes[i].IsLeaf ? [tree.Nodes[i].Label] : [.. Leaves(tree, tree.Nodes[i].First), .. Leaves(tree, tree.Nodes[i].Second)];
}
