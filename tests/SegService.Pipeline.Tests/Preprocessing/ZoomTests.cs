using SegService.Pipeline.Postprocessing;
using SegService.Pipeline.Preprocessing;

namespace SegService.Pipeline.Tests.Preprocessing;

public sealed class ZoomTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Labels_enlarged_by_a_whole_number_come_back_unchanged(int zoom)
    {
        var random = new Random(3);
        var labels = LabelImage.Adopt(7, 5, [.. Enumerable.Range(0, 35).Select(i => random.Next(3) == 0 ? 0 : i + 1)]);

        var back = Zoom.Resize(Zoom.Resize(labels, 7 * zoom, 5 * zoom), 7, 5);

        Assert.Equal(labels.Labels, back.Labels);
    }

    [Fact]
    public void Labels_are_sampled_at_pixel_centres() =>
        Assert.Equal([1, 2], Zoom.Resize(LabelImage.Adopt(6, 1, [3, 1, 3, 5, 2, 5]), 2, 1).Labels);

    [Fact]
    public void An_instance_that_sampling_cuts_apart_keeps_its_largest_part()
    {
        // A dumb-bell: the row that joins its two ends is not sampled.
        var labels = LabelImage.Adopt(6, 3, [1, 1, 1, 1, 1, 1, 1, 0, 0, 1, 1, 1, 1, 0, 0, 1, 1, 1]);

        Assert.Equal([0, 0, 1, 1], Zoom.Resize(labels, 4, 1).Labels);
    }

    [Theory]
    [InlineData(10, 20, 2)]
    [InlineData(1, 20, 4)]
    [InlineData(1000, 20, 0.25)]
    public void The_zoom_for_a_diameter_stays_within_its_range(double diameter, double target, double zoom) => Assert.Equal(zoom, Zoom.For(diameter, target));
}
