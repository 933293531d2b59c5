using SegService.Pipeline.Postprocessing;
using SegService.Pipeline.Postprocessing.Regions;

namespace SegService.Pipeline.Tests.Postprocessing.Regions;

public sealed class RegionTreeTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 12)];

    /// <summary>Sums that were added up along the tree are those of the region's pixels.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_region_s_sums_are_those_of_its_pixels(int seed)
    {
        var maps = RandomLandscape.Draw(seed);
        using var basins = RegionSelector.Basins(maps, new() { SeedThreshold = 0.1, MinArea = 1 }, out var graph);
        var tree = RegionTree.Of(graph);

        Assert.True(tree.Nodes.Count > 3);
        Assert.Contains(tree.Nodes, node => !node.IsLeaf);
        for (var i = 0; i < tree.Nodes.Count; i++)
        {
            var inside = Pixels(basins, graph, Labels(tree, i));
            var sums = tree.Nodes[i].Sums;
            Assert.Equal(inside.Count, sums.Area);
            Assert.Equal(inside.Sum(pixel => pixel.X), sums.X);
            Assert.Equal(inside.Sum(pixel => pixel.X * pixel.X), sums.XX);
            Assert.Equal(inside.Sum(pixel => pixel.Y * pixel.Y), sums.YY);
            Assert.Equal(inside.Sum(pixel => pixel.X * pixel.Y), sums.XY);
            Assert.Equal(inside.Sum(pixel => maps.Border![(pixel.Y * maps.Width) + pixel.X]), sums.Border, 1e-3);
            Assert.Equal(inside.Sum(pixel => Sides(pixel).Count(side => !inside.Contains(side))), sums.Outline);
            Assert.Equal(inside.Sum(pixel => Sides(pixel).Count(side => IsBackground(basins, side))), sums.Free);
            Assert.Equal(inside.Sum(pixel => Sides(pixel).Where(side => IsBackground(basins, side)).Sum(side => maps.Nucleus[(side.Y * maps.Width) + side.X])), sums.FreeOutside, 1e-3);
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Two_that_are_joined_touch_and_lie_on_either_side_of_their_saddle(int seed)
    {
        using var basins = RegionSelector.Basins(RandomLandscape.Draw(seed), new() { SeedThreshold = 0.1, MinArea = 1 }, out var graph);
        var tree = RegionTree.Of(graph);

        for (var i = 0; i < tree.Nodes.Count; i++)
        {
            var node = tree.Nodes[i];
            if (node.IsLeaf)
                continue;
            Assert.True(node.First < i && node.Second < i);
            Assert.Equal((i, i), (tree.Nodes[node.First].Parent, tree.Nodes[node.Second].Parent));
            Assert.True(node.Inner.Length > 0);
            Assert.True(node.Inner.Saddle <= Math.Min(tree.Nodes[node.First].Sums.Peak, tree.Nodes[node.Second].Sums.Peak) - 15, "peaks rise above the saddle between them");
            foreach (var child in new[] { tree.Nodes[node.First], tree.Nodes[node.Second] })
                Assert.True(child.IsLeaf || child.Inner.Saddle >= node.Inner.Saddle, "the highest saddles come first");
        }
    }

    [Fact]
    public void An_image_without_a_mask_has_no_regions()
    {
        using var basins = RegionSelector.Basins(new(4, 4, new float[16], new float[16], new float[16]), new(), out var graph);

        Assert.Empty(RegionTree.Of(graph).Nodes);
        Assert.Empty(RegionFeatures.Of(RegionTree.Of(graph)));
    }

    private static HashSet<int> Labels(RegionTree tree, int node) =>
        tree.Nodes[node].IsLeaf ? [tree.Nodes[node].Label] : [.. Labels(tree, tree.Nodes[node].First), .. Labels(tree, tree.Nodes[node].Second)];

    private static HashSet<(int X, int Y)> Pixels(LabelPlane basins, RegionGraph graph, HashSet<int> labels)
    {
        var pixels = new HashSet<(int, int)>();
        for (var y = 0; y < basins.Height; y++)
        {
            for (var x = 0; x < basins.Width; x++)
            {
                if (basins.Row(y)[x] > 0 && labels.Contains(graph.Roots[basins.Row(y)[x]]))
                    pixels.Add((x, y));
            }
        }

        return pixels;
    }

    private static (int X, int Y)[] Sides((int X, int Y) pixel) => [(pixel.X - 1, pixel.Y), (pixel.X + 1, pixel.Y), (pixel.X, pixel.Y - 1), (pixel.X, pixel.Y + 1)];

    /// <summary>The image's edge is no background.</summary>
    private static bool IsBackground(LabelPlane basins, (int X, int Y) pixel) =>
        pixel.X >= 0 && pixel.Y >= 0 && pixel.X < basins.Width && pixel.Y < basins.Height && basins.Row(pixel.Y)[pixel.X] == LabelPlane.Background;
}
