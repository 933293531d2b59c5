using SegService.Pipeline.Postprocessing;

namespace SegService.Pipeline.Tests.Postprocessing;

public sealed class SegmentationMapsTests
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Rented_maps_have_the_planes_asked_for(bool border, bool marker)
    {
        using var maps = SegmentationMaps.Rent(13, 7, border, marker);

        Assert.Equal((border, marker), (maps.Border is not null, maps.Marker is not null));
        Assert.All(maps.Planes, plane => Assert.Equal(13 * 7, plane.Length));
        Assert.Equal(maps.Planes.Count(), maps.Planes.Distinct().Count());
    }

    /// <summary>A length nobody else asks for, since the pool is the process's.</summary>
    [Fact]
    public void A_plane_goes_back_once_and_not_by_a_copy()
    {
        var maps = SegmentationMaps.Rent(10_007, 3, border: false, marker: false);
        var copy = maps with { Marker = null };
        maps.Dispose();
        maps.Dispose();
        copy.Dispose();

        using var first = SegmentationMaps.Rent(10_007, 3, border: false, marker: false);
        using var second = SegmentationMaps.Rent(10_007, 3, border: false, marker: false);
        Assert.Same(maps.Nucleus, first.Nucleus);
        Assert.NotSame(maps.Nucleus, second.Nucleus);
    }

    [Fact]
    public void Planes_of_one_s_own_are_not_given_away()
    {
        var own = new float[20_011];
        new SegmentationMaps(20_011, 1, own).Dispose();

        using var rented = SegmentationMaps.Rent(20_011, 1, border: false, marker: false);
        Assert.NotSame(own, rented.Nucleus);
    }
}
