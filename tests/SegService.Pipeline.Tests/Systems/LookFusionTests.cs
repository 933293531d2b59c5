using SegService.Pipeline.Postprocessing;
using SegService.Pipeline.Systems;

namespace SegService.Pipeline.Tests.Systems;

public sealed class LookFusionTests
{
    private const int Side = 10;

    [Fact]
    public void Looks_that_agree_become_their_weighted_mean()
    {
        using var first = Look(rows: 10, level: 0.8f, border: 0.2f, marker: 0.5f);
        using var second = Look(rows: 9, level: 1, border: 0.6f, marker: 0.1f);

        LookFusion.Fuse(first, second, 0.5);

        Assert.Equal((0.35f * 0.8f) + 0.65f, second.Nucleus[0], 1e-5f);
        Assert.Equal(0.35f * 0.8f, second.Nucleus[(Side * Side) - 1], 1e-5f);
        Assert.Equal(0.46f, second.Border![0], 1e-5f);
        Assert.Equal(0.24f, second.Marker![0], 1e-5f);
        Assert.Equal((0.8f, 0.2f, 0.5f), (first.Nucleus[0], first.Border![0], first.Marker![0]));
    }

    [Fact]
    public void Of_looks_that_disagree_the_second_stays_as_it_is()
    {
        using var first = Look(rows: 10, level: 0.8f, border: 0.2f, marker: 0.5f);
        using var second = Look(rows: 8, level: 1, border: 0.6f, marker: 0.1f);

        LookFusion.Fuse(first, second, 0.5);

        Assert.Equal((1, 0.6f, 0.1f), (second.Nucleus[0], second.Border![0], second.Marker![0]));
    }

    [Fact]
    public void The_mask_threshold_decides_what_agrees()
    {
        using var first = Look(rows: 10, level: 0.8f, border: 0.2f, marker: 0.5f);
        using var second = Look(rows: 10, level: 0.7f, border: 0.6f, marker: 0.1f);

        LookFusion.Fuse(first, second, 0.75);

        Assert.Equal(0.7f, second.Nucleus[0]);
    }

    [Fact]
    public void Looks_that_see_nothing_agree()
    {
        using var first = Look(rows: 0, level: 1, border: 0.2f, marker: 0.5f);
        using var second = Look(rows: 0, level: 1, border: 0.6f, marker: 0.1f);

        LookFusion.Fuse(first, second, 0.5);

        Assert.Equal(0.46f, second.Border![0], 1e-5f);
    }

    [Fact]
    public void Heads_a_network_does_not_have_are_not_asked_for()
    {
        var first = new SegmentationMaps(2, 1, [1, 0.8f]);
        var second = new SegmentationMaps(2, 1, [1, 1]);

        LookFusion.Fuse(first, second, 0.5);

        Assert.Equal(0.93f, second.Nucleus[1], 1e-5f);
    }

    /// <summary>The uppermost rows are nucleus. Planes are rented, so longer than the image, as they are in the service.</summary>
    private static SegmentationMaps Look(int rows, float level, float border, float marker)
    {
        var maps = SegmentationMaps.Rent(Side, Side, border: true, marker: true);
        maps.Nucleus.AsSpan().Fill(1);
        maps.Nucleus.AsSpan(0, Side * Side).Clear();
        maps.Nucleus.AsSpan(0, Side * rows).Fill(level);
        maps.Border.AsSpan().Fill(border);
        maps.Marker.AsSpan().Fill(marker);
        return maps;
    }
}
