using SegService.Pipeline.Postprocessing;

namespace SegService.Pipeline.Tests.Postprocessing;

public sealed class SeededWatershedTests
{
    [Theory]
    [InlineData(1, 0.45)]
    [InlineData(2, 0.6)]
    [InlineData(3, 0.8)]
    public void Part_by_part_the_flood_is_the_same_as_all_at_once(int seed, double foreground)
    {
        using var together = Scene(seed, foreground, out var levels, out var parts);
        using var apart = Scene(seed, foreground, out _, out _);
        using (parts)
        {
            SeededWatershed.Flood(together, levels);
            SeededWatershed.Flood(apart, levels, parts);

            Assert.True(parts.Components > 1);
            for (var y = 0; y < together.Height; y++)
                Assert.Equal(together.Row(y).ToArray(), apart.Row(y).ToArray());
        }
    }

    /// <summary>Random foreground, one pixel in ten a seed of its own, heights of few levels, so that turns within a level matter.</summary>
    private static LabelPlane Scene(int seed, double foreground, out byte[] levels, out ConnectedRuns parts)
    {
        var random = new Random(seed);
        var plane = new LabelPlane(90, 70);
        levels = new byte[plane.Length];
        for (var y = 0; y < plane.Height; y++)
        {
            foreach (ref var label in plane.Row(y))
                label = random.NextDouble() < foreground ? LabelPlane.Open : LabelPlane.Background;
        }

        parts = ConnectedRuns.Find(plane, LabelPlane.Open);
        for (var y = 0; y < plane.Height; y++)
        {
            for (int p = plane.RowStart(y), end = p + plane.Width; p < end; p++)
            {
                levels[p] = (byte)(random.Next(8) * 36);
                if (plane.Labels[p] == LabelPlane.Open && random.Next(10) == 0)
                    plane.Labels[p] = plane.AddLabels(1);
            }
        }

        return plane;
    }
}
