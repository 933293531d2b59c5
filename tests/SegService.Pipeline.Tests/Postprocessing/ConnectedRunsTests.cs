using SegService.Pipeline.Postprocessing;

namespace SegService.Pipeline.Tests.Postprocessing;

public sealed class ConnectedRunsTests
{
    [Theory]
    [InlineData("#.#|#.#|###", 1, 1)]
    [InlineData("#.#|.#.|#.#", 5, 1)]
    [InlineData("##..##|..##..|##..##", 5, 1)]
    [InlineData("#.#.#|#.#.#|#####|..#..|###.#", 2, 2)]
    [InlineData("...|...", 0, 0)]
    public void Components_are_counted_with_and_without_diagonals(string picture, int byEdges, int byCorners)
    {
        using var plane = Draw(picture);
        using var edges = ConnectedRuns.Find(plane, LabelPlane.Open);
        using var corners = ConnectedRuns.Find(plane, LabelPlane.Open, diagonal: true);

        Assert.Equal(byEdges, edges.Components);
        Assert.Equal(byCorners, corners.Components);
        Assert.Equal(picture.Count(c => c == '#'), edges.Areas().Sum());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Components_of_noise_equal_those_of_a_flood_fill(bool diagonal)
    {
        var random = new Random(3);
        var rows = Enumerable.Range(0, 40).Select(_ => string.Concat(Enumerable.Range(0, 50).Select(_ => random.Next(2) == 0 ? '.' : '#')));
        using var plane = Draw(string.Join('|', rows));

        using var found = ConnectedRuns.Find(plane, LabelPlane.Open, diagonal);

        Assert.Equal(CountByFloodFill(plane, diagonal), found.Components);
    }

    private static LabelPlane Draw(string picture)
    {
        var rows = picture.Split('|');
        var plane = new LabelPlane(rows[0].Length, rows.Length);
        for (var y = 0; y < rows.Length; y++)
        {
            for (var x = 0; x < rows[y].Length; x++)
                plane.Row(y)[x] = rows[y][x] == '#' ? LabelPlane.Open : LabelPlane.Background;
        }

        return plane;
    }

    private static int CountByFloodFill(LabelPlane plane, bool diagonal)
    {
        int[] edges = [1, -1, plane.Stride, -plane.Stride];
        int[] corners = [plane.Stride + 1, plane.Stride - 1, 1 - plane.Stride, -1 - plane.Stride];
        var labels = plane.Labels[..plane.Length];
        var components = 0;
        for (var start = 0; start < labels.Length; start++)
        {
            if (labels[start] != LabelPlane.Open)
                continue;
            components++;
            var stack = new Stack<int>([start]);
            while (stack.TryPop(out var p))
            {
                labels[p] = LabelPlane.Background;
                foreach (var offset in diagonal ? [.. edges, .. corners] : edges)
                {
                    if (labels[p + offset] == LabelPlane.Open)
                        stack.Push(p + offset);
                }
            }
        }

        return components;
    }
}
