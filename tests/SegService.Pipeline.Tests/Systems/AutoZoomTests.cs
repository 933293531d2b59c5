using SegService.Pipeline.Measurement;
using SegService.Pipeline.Systems;

namespace SegService.Pipeline.Tests.Systems;

public sealed class AutoZoomTests
{
    [Theory]
    [InlineData(20, 20, 1)]
    [InlineData(17, 20, 1)]
    [InlineData(24, 20, 1)]
    [InlineData(14, 20, 1.43)]
    [InlineData(10, 20, 1.5)]
    [InlineData(50, 20, 0.4)]
    [InlineData(1, 20, 1.5)]
    [InlineData(400, 20, 0.25)]
    public void Nuclei_are_brought_to_the_size_the_network_knows_or_as_near_as_is_worth_it(double diameter, double target, double zoom) =>
        Assert.Equal(zoom, AutoZoom.Choose(Discs(diameter, diameter, diameter), target), 0.15 * zoom);

    [Fact]
    public void Sizes_close_to_the_network_s_own_are_left_exactly_as_they_are() => Assert.Equal(1, AutoZoom.Choose(Discs(17, 17, 17), 20));

    [Fact]
    public void The_median_decides_so_that_a_clump_or_a_speck_does_not() =>
        Assert.Equal(1.43, AutoZoom.Choose(Discs(2, 14, 14, 14, 300), 20), 0.05);

    [Fact]
    public void Too_few_nuclei_say_nothing()
    {
        Assert.Equal(1, AutoZoom.Choose([], 20));
        Assert.Equal(1, AutoZoom.Choose(Discs(5, 5), 20));
    }

    private static Instance[] Discs(params double[] diameters) =>
        [.. diameters.Select((diameter, i) => new Instance(i + 1, (int)Math.Round(Math.PI * diameter * diameter / 4), default, 0, 0, 1))];
}
