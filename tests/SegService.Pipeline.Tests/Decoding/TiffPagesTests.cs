using System.Buffers.Binary;
using OpenCvSharp;

namespace SegService.Pipeline.Tests.Decoding;

public sealed class TiffPagesTests
{
    [Fact]
    public void Each_page_of_two_can_be_chosen_and_no_third()
    {
        var bytes = Decode.Fixture("two-pages.tif");
        using var first = Decode.Image(bytes);
        using var second = Decode.Image(bytes, page: 1);

        Assert.Equal(2, first.Info.Pages);
        using var expected = FixturePixels.Expected(MatType.CV_8U, 1, value => value);
        using var inverse = FixturePixels.Expected(MatType.CV_8U, 1, value => 255 - value);
        Decode.AssertEqual(expected, first.Samples);
        Decode.AssertEqual(inverse, second.Samples);
        Assert.Equal("0 to 1", Decode.Refused(bytes, FailureKind.InvalidParameter, page: 2).Limit);
    }

    [Fact]
    public void Pyramid_levels_are_not_pages() => Assert.Equal(1, Decode.Decoder.ReadHeader(Decode.Fixture("pyramid.tif")).Value.Pages);

    [Theory]
    [InlineData("ome-zcyx.ome.tif")]
    [InlineData("ome-czyx.ome.tif")]
    [InlineData("imagej.tif")]
    public void A_page_of_a_hyperstack_is_a_slice_with_all_its_channels(string name)
    {
        var bytes = Decode.Fixture(name);
        using var slice = Decode.Image(bytes, page: 1);
        using var chosen = Decode.Image(bytes, page: 1, channel: 2);

        Assert.Equal((2, 4, 16), (slice.Info.Pages, slice.Info.Channels, slice.Info.BitDepth));
        using var expected = FixturePixels.Expected(MatType.CV_16U, 4, value => value + 1);
        Decode.AssertEqual(expected, slice.Samples);
        using var third = expected.ExtractChannel(2);
        Decode.AssertEqual(third, chosen.Samples);
        Assert.Equal("0 to 3", Decode.Refused(bytes, FailureKind.InvalidParameter, channel: 4).Limit);
    }

    [Fact]
    public void Several_channels_are_shown_as_their_brightest()
    {
        using var image = Decode.Image(Decode.Fixture("six-channels.tif"));

        using var shown = image.Rgb.ExtractChannel(0);
        for (var c = 0; c < 6; c++)
        {
            using var alone = Decode.Image(Decode.Fixture("six-channels.tif"), channel: c);
            using var channel = alone.Rgb.ExtractChannel(0);
            using var dimmer = new Mat();
            Cv2.Compare(shown, channel, dimmer, CmpTypes.LT);
            Assert.Equal(0, Cv2.CountNonZero(dimmer));
        }
    }

    [Theory]
    [InlineData("ome-zcyx.ome.tif", 0.325)]
    [InlineData("imagej.tif", 0.65)]
    [InlineData("resolution-cm.tif", 0.5)]
    [InlineData("resolution-print.tif", null)]
    [InlineData("grey8-strips.tif", null)]
    public void Pixel_size_comes_from_what_speaks_of_microscopy(string name, double? expected)
    {
        var size = Decode.Decoder.ReadHeader(Decode.Fixture(name)).Value.PixelSizeUm;

        Assert.Equal(expected is null, size is null);
        Assert.Equal(expected ?? 0, size ?? 0, 1e-4);
    }

    [Fact]
    public void Directories_that_loop_are_unreadable()
    {
        var bytes = Decode.Fixture("grey8-strips.tif");
        var first = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(4));
        var entries = BinaryPrimitives.ReadInt16LittleEndian(bytes.AsSpan(first));
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(first + 2 + (12 * entries)), first);

        Decode.Refused(bytes, FailureKind.Unreadable);
    }

    [Theory]
    [InlineData("grey8-strips.tif")]
    [InlineData("tiled-rgb-deflate.tif")]
    [InlineData("bigtiff.tif")]
    public void A_tiff_cut_short_anywhere_is_never_an_image(string name)
    {
        var bytes = Decode.Fixture(name);
        for (var length = 8; length < bytes.Length; length += 5)
        {
            var outcome = Decode.Decoder.Decode(bytes.AsMemory(0, length));
            Assert.True(outcome.Failure?.Kind is FailureKind.Unreadable or FailureKind.UnsupportedFormat, $"{length} of {bytes.Length} bytes");
        }
    }
}
