using SegService.Pipeline.Postprocessing;

namespace SegService.Pipeline.Tests.Postprocessing;

public sealed class InstanceSegmenterTests
{
    private static readonly PostprocessingThresholds _thresholds = new() { MinArea = 15 };

    private static readonly Scene _touching = new Scene(60, 40).Disc(20, 20, 11).Disc(38, 20, 11);

    public static TheoryData<string> Heads => ["marker", "marker and border", "border", "none"];

    [Theory]
    [MemberData(nameof(Heads))]
    public void Touching_discs_come_apart_whatever_heads_the_model_has(string heads)
    {
        var maps = Maps(heads);

        var labels = InstanceSegmenter.Segment(maps, _thresholds with { SeedThreshold = heads == "none" ? 0.9 : 0.5 });

        Assert.Equal(2, labels.Count);
        Assert.Equal(1, labels[20, 20]);
        Assert.Equal(2, labels[38, 20]);
        Assert.All(Enumerable.Range(0, 60), x => Assert.True(x is < 9 or > 49 || x == 29 || labels[x, 20] == (x < 29 ? 1 : 2)));
    }

    [Theory]
    [MemberData(nameof(Heads))]
    public void Every_mask_pixel_gets_a_label_and_no_other_does(string heads)
    {
        var maps = Maps(heads);

        var labels = InstanceSegmenter.Segment(maps, _thresholds);

        Assert.All(maps.Nucleus.Zip(labels.Labels), pixel => Assert.Equal(pixel.First >= 0.5, pixel.Second > 0));
    }

    [Fact]
    public void A_component_without_a_seed_is_kept_if_large_enough()
    {
        var maps = new Scene(40, 20).Disc(10, 10, 5).MaskOnly() with { Marker = new float[800] };

        Assert.Equal(1, InstanceSegmenter.Segment(maps, _thresholds).Count);
        Assert.Equal(0, InstanceSegmenter.Segment(maps, _thresholds with { MinArea = 200 }).Count);
    }

    [Fact]
    public void A_hole_in_one_instance_is_filled_but_not_one_between_two()
    {
        var maps = _touching.WithMarker() with { Nucleus = [.. _touching.WithMarker().Nucleus] };
        maps.Nucleus[(20 * 60) + 14] = 0;
        maps.Nucleus[(20 * 60) + 29] = 0;

        var labels = InstanceSegmenter.Segment(maps, _thresholds);

        Assert.Equal(1, labels[14, 20]);
        Assert.Equal(0, labels[29, 20]);
    }

    [Fact]
    public void Small_doubtful_and_relatively_small_instances_are_dropped()
    {
        var maps = new Scene(120, 40).Disc(20, 20, 10).Disc(50, 20, 10, 0.6f).Disc(80, 20, 4).Disc(100, 20, 1).WithMarker();
        int Count(PostprocessingThresholds thresholds) => InstanceSegmenter.Segment(maps, thresholds).Count;

        Assert.Equal(4, Count(new() { MinArea = 0 }));
        Assert.Equal(3, Count(new() { MinArea = 15 }));
        Assert.Equal(2, Count(new() { MinArea = 15, MinScore = 0.7 }));
        Assert.Equal(2, Count(new() { MinArea = 15, MinRelativeArea = 0.5 }));
    }

    [Fact]
    public void Parts_that_touch_by_a_corner_only_are_two_instances()
    {
        var maps = new SegmentationMaps(4, 4, [1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 1, 1, 0, 0, 1, 1]);

        Assert.Equal(2, InstanceSegmenter.Segment(maps, _thresholds with { MinArea = 4 }).Count);
    }

    [Theory]
    [InlineData(1, 1, 0f, 0)]
    [InlineData(1, 1, 1f, 1)]
    [InlineData(64, 1, 1f, 1)]
    [InlineData(1, 64, 1f, 1)]
    [InlineData(64, 64, 0f, 0)]
    [InlineData(64, 64, 1f, 1)]
    public void Constant_maps_give_one_instance_or_none(int width, int height, float value, int count)
    {
        var nucleus = Enumerable.Repeat(value, width * height).ToArray();
        var thresholds = new PostprocessingThresholds { MinArea = 0 };

        Assert.Equal(count, InstanceSegmenter.Segment(new(width, height, nucleus), thresholds).Count);
        Assert.Equal(count, InstanceSegmenter.Segment(new(width, height, nucleus, Marker: nucleus), thresholds).Count);
    }

    [Fact]
    public void The_same_maps_give_the_same_labels()
    {
        var random = new Random(5);
        float[] Noise() => [.. Enumerable.Range(0, 200 * 150).Select(_ => random.NextSingle())];
        var maps = new SegmentationMaps(200, 150, Noise(), Noise(), Noise());

        var first = InstanceSegmenter.Segment(maps, _thresholds);

        Assert.True(first.Count > 0);
        Assert.Equal(first.Labels, InstanceSegmenter.Segment(maps, _thresholds).Labels);
    }

    /// <summary>Requests share what the cache keeps.</summary>
    [Theory]
    [MemberData(nameof(Heads))]
    public void The_maps_are_left_as_they_were(string heads)
    {
        var maps = Maps(heads);
        float[]?[] before = [[.. maps.Nucleus], maps.Border?.ToArray(), maps.Marker?.ToArray()];

        Assert.True(InstanceSegmenter.Segment(maps, _thresholds with { MinScore = 0.7, MinRelativeArea = 0.5 }).Count > 0);

        Assert.Equal(before, [maps.Nucleus, maps.Border, maps.Marker]);
    }

    private static SegmentationMaps Maps(string heads)
    {
        var border = _touching.Plane();
        for (var y = 0; y < 40; y++)
            border.AsSpan((y * 60) + 28, 3).Fill(0.9f);
        return heads switch
        {
            "marker" => _touching.WithMarker(),
            "marker and border" => _touching.WithMarker(border),
            "border" => _touching.WithBorder(border),
            _ => _touching.MaskOnly(),
        };
    }
}
