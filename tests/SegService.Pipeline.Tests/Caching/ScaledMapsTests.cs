using SegService.Pipeline.Caching;
using SegService.Pipeline.Postprocessing;

namespace SegService.Pipeline.Tests.Caching;

public sealed class ScaledMapsTests
{
    private readonly ScaledMaps _maps = new(2, new SegmentationMaps(2, 1, [0.25f, 1], Marker: [0, 0.5f]));

    [Fact]
    public void What_comes_out_is_what_went_in_to_half_a_step()
    {
        var random = new Random(3);
        var plane = Enumerable.Range(0, 17 * 5).Select(_ => random.NextSingle()).ToArray();

        using var maps = new ScaledMaps(1, new SegmentationMaps(17, 5, plane)).Open();

        Assert.Equal((17, 5), (maps.Width, maps.Height));
        Assert.All(plane.Zip(maps.Nucleus), pair => Assert.Equal(pair.First, pair.Second, 0.5 / 254.9));
    }

    [Fact]
    public void Each_plane_stays_what_it_was_and_a_missing_one_stays_missing()
    {
        using var maps = _maps.Open();

        Assert.Equal([0.25f, 1], maps.Nucleus.Select(value => MathF.Round(value, 2)));
        Assert.Null(maps.Border);
        Assert.Equal([0, 0.5f], maps.Marker!.Select(value => MathF.Round(value, 2)));
    }

    [Fact]
    public void Packing_what_was_opened_changes_nothing()
    {
        var levels = new ScaledMaps(1, new SegmentationMaps(256, 1, [.. Enumerable.Range(0, 256).Select(level => level / 255f)]));
        using var once = levels.Open();
        using var twice = new ScaledMaps(1, once).Open();

        Assert.Equal(256, once.Nucleus.Distinct().Count());
        Assert.Equal(once.Nucleus, twice.Nucleus);
    }

    [Fact]
    public void Who_opened_maps_may_change_them()
    {
        using (var first = _maps.Open())
            first.Nucleus[0] = 0.9f;

        using var second = _maps.Open();
        Assert.Equal(0.25f, second.Nucleus[0], 0.01f);
    }

    [Fact]
    public void They_can_be_held_until_the_last_holder_has_gone()
    {
        Assert.True(_maps.TryRetain());
        _maps.Dispose();
        Assert.True(_maps.TryRetain());
        _maps.Dispose();
        _maps.Dispose();

        Assert.False(_maps.TryRetain());
    }
}
