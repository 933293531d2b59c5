using OpenCvSharp;
using SegService.Pipeline.LargeImages;
using SegService.Pipeline.Measurement;
using SegService.Pipeline.Postprocessing;

namespace SegService.Pipeline.Tests.LargeImages;

/// <summary>What becomes of instances that windows see differently, or only in part. The image is 512 x 256 in two windows of 256.</summary>
public sealed class InstanceStitcherTests
{
    private static readonly PostprocessingThresholds Thresholds = new() { MinArea = 1 };

    private readonly WindowGrid _grid = new(512, 256, 256, 64);

    [Fact]
    public void A_nucleus_that_both_windows_see_comes_once_and_whole()
    {
        var (labels, instances) = Stitch([new(240, 100, 30, 20)], [new(240, 100, 30, 20)]);

        Assert.Equal((1, 600), (labels.Count, Assert.Single(instances).Area));
        Assert.Equal(new PixelBox(240, 100, 30, 20), instances[0].Box);
        Assert.Equal(0.75, instances[0].Score, 6);
    }

    [Fact]
    public void Of_two_opinions_about_one_nucleus_the_first_counts()
    {
        var (_, instances) = Stitch([new(240, 100, 30, 20)], [new(246, 100, 30, 20)]);

        Assert.Equal(240, Assert.Single(instances).Box.X);
    }

    [Fact]
    public void A_neighbour_that_overlaps_a_little_gives_way_and_stays_connected()
    {
        // The second is cut in two by the first: its larger part stays.
        var (labels, instances) = Stitch([new(250, 110, 60, 4)], [new(300, 100, 8, 40)]);

        Assert.Equal([8 * 26, 60 * 4], instances.Select(instance => instance.Area).Order());
        Assert.Equal(2, labels.Count);
    }

    [Fact]
    public void What_is_longer_than_the_margin_is_put_together_from_its_pieces()
    {
        var (labels, instances) = Stitch([new(150, 50, 170, 30), new(10, 10, 5, 5)], [new(192, 50, 200, 30), new(440, 10, 5, 5)]);

        Assert.Equal(3, labels.Count);
        Assert.Equal(new PixelBox(150, 50, 242, 30), instances.MaxBy(instance => instance.Area)!.Box);
        Assert.Equal(242 * 30, instances.Max(instance => instance.Area));
    }

    [Fact]
    public void Long_pieces_that_hardly_touch_stay_two()
    {
        var (_, instances) = Stitch([new(100, 50, 220, 30)], [new(192, 78, 250, 30)]);

        Assert.Equal([156 * 30, 186 * 30], instances.Select(instance => instance.Area).Order());
    }

    [Fact]
    public void Who_sees_a_long_nucleus_whole_gives_it_though_its_centre_is_the_other_s()
    {
        // Cut by the first window, which ends at 320; the second begins at 192.
        var (_, instances) = Stitch([new(196, 50, 124, 10)], [new(196, 50, 125, 10)], extra: new Rect(196, 60, 50, 40));

        Assert.Equal((125 * 10) + (50 * 40), Assert.Single(instances).Area);
    }

    [Fact]
    public void The_smallest_area_is_beside_the_whole_image_s_nuclei()
    {
        var thresholds = Thresholds with { MinRelativeArea = 0.5 };
        var (_, instances) = Stitch(thresholds, [[new(10, 10, 4, 4)], [new(400, 10, 20, 20), new(400, 100, 20, 20)]]);

        Assert.Equal([400, 400], instances.Select(instance => instance.Area));
    }

    [Fact]
    public void Numbers_run_by_first_pixel_beyond_sixteen_bits()
    {
        var grid = new WindowGrid(1024, 1024, 256, 64);
        var stitcher = new InstanceStitcher(grid, Thresholds);
        foreach (var window in grid.Windows)
            stitcher.Add(window, Dots(window.Area), new float[window.Area.Width * window.Area.Height]);
        var (labels, instances) = stitcher.Finish();

        Assert.Equal(512 * 512 / 2, labels.Count);
        Assert.Equal(Enumerable.Range(1, labels.Count), labels.Labels.Where(label => label > 0));
        Assert.All(instances, instance => Assert.Equal((1, labels[instance.Box.X, instance.Box.Y]), (instance.Area, instance.Id)));
    }

    /// <summary>One pixel in every second row and every fourth column.</summary>
    private static LabelImage Dots(Rect area)
    {
        var labels = new int[area.Width * area.Height];
        for (var i = 0; i < labels.Length; i++)
            labels[i] = (i / area.Width % 2) + (i % area.Width % 4) == 0 ? i + 1 : 0;
        return LabelImage.Adopt(area.Width, area.Height, labels);
    }

    private (LabelImage Labels, IReadOnlyList<Instance> Instances) Stitch(Rect[] first, Rect[] second, Rect? extra = null) =>
        Stitch(Thresholds, [first, second], extra);

    /// <param name="thresholds">Of the image.</param>
    /// <param name="found">By window: boxes of its instances in pixels of the image, later ones on top.</param>
    /// <param name="extra">Belongs to the first instance of each.</param>
    private (LabelImage Labels, IReadOnlyList<Instance> Instances) Stitch(PostprocessingThresholds thresholds, Rect[][] found, Rect? extra = null)
    {
        var stitcher = new InstanceStitcher(_grid, thresholds);
        foreach (var (window, boxes) in _grid.Windows.Zip(found))
        {
            var labels = new int[window.Area.Width * window.Area.Height];
            for (var i = 0; i < boxes.Length; i++)
                Fill(labels, window.Area, boxes[i], i + 1);
            if (extra is { } more)
                Fill(labels, window.Area, more, 1);
            stitcher.Add(window, LabelImage.Adopt(window.Area.Width, window.Area.Height, labels), [.. Enumerable.Repeat(0.75f, labels.Length)]);
        }

        return stitcher.Finish();
    }

    private static void Fill(int[] labels, Rect area, Rect box, int label)
    {
        for (var y = Math.Max(box.Y, area.Y); y < Math.Min(box.Y + box.Height, area.Y + area.Height); y++)
        {
            for (var x = Math.Max(box.X, area.X); x < Math.Min(box.X + box.Width, area.X + area.Width); x++)
                labels[((y - area.Y) * area.Width) + x - area.X] = label;
        }
    }
}
