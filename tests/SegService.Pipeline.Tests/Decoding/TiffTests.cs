using OpenCvSharp;

namespace SegService.Pipeline.Tests.Decoding;

public sealed class TiffTests
{
    [Theory]
    [InlineData("grey8-strips", MatType.CV_8U, 1, 8)]
    [InlineData("packbits", MatType.CV_8U, 1, 8)]
    [InlineData("inverted8", MatType.CV_8U, 1, 8)]
    [InlineData("rgb8", MatType.CV_8U, 3, 8)]
    [InlineData("tiled-rgb-deflate", MatType.CV_8U, 3, 8)]
    [InlineData("rgb-lzw-planar-tiled", MatType.CV_8U, 3, 8)]
    [InlineData("rgba8", MatType.CV_8U, 3, 8)]
    [InlineData("six-channels", MatType.CV_16U, 6, 16)]
    public void Integer_samples_come_back_as_written(string name, int depth, int channels, int bits)
    {
        using var image = Decode.Image(Decode.Fixture(name + ".tif"));
        using var expected = FixturePixels.Expected(depth, channels, value => value);

        Decode.AssertEqual(expected, image.Samples);
        Assert.Equal((bits, channels), (image.Info.BitDepth, image.Info.ColourChannels));
    }

    [Theory]
    [InlineData("grey16-big-endian", 1)]
    [InlineData("lzw-predictor2", 1)]
    [InlineData("lzw-predictor2-big-endian", 1)]
    [InlineData("bigtiff", 1)]
    [InlineData("bigtiff-big-endian", 1)]
    [InlineData("tiled16", 1)]
    [InlineData("rgb16-planar", 3)]
    public void Sixteen_bit_samples_come_back_as_written_whatever_the_layout(string name, int channels)
    {
        using var image = Decode.Image(Decode.Fixture(name + ".tif"));
        using var expected = FixturePixels.Expected(MatType.CV_16U, channels, value => value * 257);

        Decode.AssertEqual(expected, image.Samples);
        Cv2.MinMaxLoc(image.Rgb.Reshape(1), out double low, out double high);
        Assert.Equal((0, 255), (low, high));
    }

    [Theory]
    [InlineData("float32")]
    [InlineData("float32-big-endian")]
    [InlineData("deflate-predictor3")]
    [InlineData("float64")]
    public void Floating_point_samples_come_back_as_written(string name) => AssertFloat(name, value => (float)((value - 100) / 50.0));

    [Fact]
    public void Wide_integers_become_floats() => AssertFloat("grey32", value => value * 1000);

    [Fact]
    public void Signed_integers_keep_their_sign() => AssertFloat("grey16-signed", value => value - 128);

    [Fact]
    public void Samples_that_are_no_numbers_take_the_nearest_finite_value()
    {
        using var image = Decode.Image(Decode.Fixture("float32-not-finite.tif"));

        Assert.True(Cv2.CheckRange(image.Samples));
        var (nan, above, below) = (image.Samples.At<float>(0, 0), image.Samples.At<float>(0, 1), image.Samples.At<float>(0, 2));
        Assert.Equal((-2f, 3.1f, -2f), (nan, above, below));
        Assert.Equal(255, image.Rgb.At<Vec3b>(0, 1).Item0);
    }

    [Fact]
    public void One_bit_is_black_and_white()
    {
        using var image = Decode.Image(Decode.Fixture("bilevel.tif"));
        using var expected = FixturePixels.Expected(MatType.CV_8U, 1, value => value % 2 * 255);

        Decode.AssertEqual(expected, image.Samples);
        Assert.Equal(1, image.Info.BitDepth);
    }

    [Fact]
    public void A_palette_is_looked_up()
    {
        using var image = Decode.Image(Decode.Fixture("palette.tif"));

        var value = FixturePixels.Value(5, 9);
        Assert.Equal(new Vec3b((byte)value, (byte)(255 - value), (byte)(value / 2)), image.Rgb.At<Vec3b>(9, 5));
        Assert.Equal(3, image.Info.Channels);
    }

    [Theory]
    [InlineData("jpeg-ycbcr.tif")]
    [InlineData("jpeg-rgb.tif")]
    [InlineData("progressive.jpg")]
    [InlineData("rotated.jpg")]
    public void Jpeg_data_comes_back_close_and_unrotated(string name)
    {
        using var image = Decode.Image(Decode.Fixture(name));

        Assert.Equal((48, 32), (image.Width, image.Height));
        AssertClose(image.Rgb, 5, x: 40, y: 3, red: 180, green: 191, blue: 133);
        AssertClose(image.Rgb, 5, x: 5, y: 28, red: 75, green: 116, blue: 123);
    }

    [Fact]
    public void A_cmyk_jpeg_becomes_rgb()
    {
        using var image = Decode.Image(Decode.Fixture("cmyk.jpg"));

        Assert.Equal(3, image.Samples.Channels());
        AssertClose(image.Rgb, 8, x: 40, y: 3, red: 180, green: 191, blue: 133);
    }

    [Fact]
    public void Compressions_we_do_not_read_are_named()
    {
        var failure = Decode.Refused(Decode.Fixture("group4.tif"), FailureKind.UnsupportedFormat);

        Assert.Contains("compression 4", failure.Detail);
    }

    private static void AssertFloat(string name, Func<int, double> sample)
    {
        using var image = Decode.Image(Decode.Fixture(name + ".tif"));
        using var expected = FixturePixels.Expected(MatType.CV_32F, 1, sample);

        Decode.AssertEqual(expected, image.Samples);
        Cv2.MinMaxLoc(image.Rgb.Reshape(1), out double low, out double high);
        Assert.Equal((0, 255), (low, high));
    }

    private static void AssertClose(Mat rgb, int tolerance, int x, int y, int red, int green, int blue)
    {
        var pixel = rgb.At<Vec3b>(y, x);
        Assert.InRange(pixel.Item0, red - tolerance, red + tolerance);
        Assert.InRange(pixel.Item1, green - tolerance, green + tolerance);
        Assert.InRange(pixel.Item2, blue - tolerance, blue + tolerance);
    }
}
