using OpenCvSharp;
using SegService.Pipeline.Decoding;
using SegService.TestKit;

namespace SegService.Pipeline.Tests.Decoding;

public sealed class RasterFormatTests
{
    [Theory]
    [InlineData(".png")]
    [InlineData(".bmp")]
    public void Grey_samples_are_kept_and_shown_in_three_equal_channels(string extension)
    {
        using var scene = SyntheticImages.Nuclei(61, 47);
        using var image = Decode.Image(SyntheticImages.Encode(scene, extension));

        Decode.AssertEqual(scene, image.Samples);
        using var expected = new Mat();
        Cv2.CvtColor(scene, expected, ColorConversionCodes.GRAY2RGB);
        Decode.AssertEqual(expected, image.Rgb);
        Assert.Equal((61, 47, 1, 8, 1), (image.Info.Width, image.Info.Height, image.Info.Channels, image.Info.BitDepth, image.Info.Pages));
    }

    [Theory]
    [InlineData(".png")]
    [InlineData(".bmp")]
    public void Colour_comes_in_red_green_blue_order_unchanged(string extension)
    {
        using var bgr = SyntheticImages.Nuclei(33, 20, MatType.CV_8U, 3);
        using var image = Decode.Image(SyntheticImages.Encode(bgr, extension));

        using var expected = bgr.CvtColor(ColorConversionCodes.BGR2RGB);
        Decode.AssertEqual(expected, image.Rgb);
        Decode.AssertEqual(expected, image.Samples);
    }

    [Theory]
    [InlineData(".jpg", ImageFormat.Jpeg)]
    [InlineData(".webp", ImageFormat.WebP)]
    public void Lossy_formats_come_back_close_to_the_scene(string extension, ImageFormat format)
    {
        using var bgr = new Mat(40, 56, MatType.CV_8UC3, new Scalar(30, 90, 200));
        using var image = Decode.Image(SyntheticImages.Encode(bgr, extension));

        Assert.Equal(format, image.Info.Format);
        Assert.Equal((56, 40, 3), (image.Info.Width, image.Info.Height, image.Info.Channels));
        var mean = Cv2.Mean(image.Rgb);
        Assert.True(Math.Abs(mean.Val0 - 200) < 6 && Math.Abs(mean.Val1 - 90) < 6 && Math.Abs(mean.Val2 - 30) < 6, mean.ToString());
    }

    [Fact]
    public void Lossless_webp_with_transparency_keeps_its_visible_colours()
    {
        using var bgra = SyntheticImages.Nuclei(24, 24, MatType.CV_8U, 4);
        bgra[new Rect(0, 0, 24, 12)].SetTo(new Scalar(10, 20, 30, 255));
        var bytes = SyntheticImages.Encode(bgra, ".webp", new ImageEncodingParam(ImwriteFlags.WebPQuality, 101));
        using var image = Decode.Image(bytes);

        Assert.True(image.Info.HasAlpha);
        Assert.Equal(new Vec3b(30, 20, 10), image.Rgb.At<Vec3b>(3, 3));
    }

    [Fact]
    public void Opaque_alpha_leaves_the_colours_as_they_are()
    {
        using var bgr = SyntheticImages.Nuclei(20, 30, MatType.CV_8U, 3);
        using var bgra = bgr.CvtColor(ColorConversionCodes.BGR2BGRA);
        using var image = Decode.Image(SyntheticImages.Encode(bgra, ".png"));

        using var expected = bgr.CvtColor(ColorConversionCodes.BGR2RGB);
        Decode.AssertEqual(expected, image.Rgb);
        Assert.Equal((4, true, 3), (image.Info.Channels, image.Info.HasAlpha, image.Samples.Channels()));
    }

    [Theory]
    [InlineData(40, 0)]
    [InlineData(200, 255)]
    public void Transparent_pixels_show_a_background_like_the_visible_ones(int visible, int background)
    {
        using var bgra = new Mat(10, 10, MatType.CV_8UC4, new Scalar(visible, visible, visible, 255));
        bgra[new Rect(0, 0, 5, 10)].SetTo(new Scalar(99, 99, 99, 0));
        using var image = Decode.Image(SyntheticImages.Encode(bgra, ".png"));

        Assert.Equal(new Vec3b((byte)background, (byte)background, (byte)background), image.Rgb.At<Vec3b>(5, 2));
        Assert.Equal(new Vec3b((byte)visible, (byte)visible, (byte)visible), image.Rgb.At<Vec3b>(5, 7));
        Assert.Equal(new Vec3b(99, 99, 99), image.Samples.At<Vec3b>(5, 2));
    }

    [Fact]
    public void Sixteen_bits_are_scaled_not_truncated()
    {
        using var scene = SyntheticImages.Nuclei(64, 64, MatType.CV_16U, 1);
        using var dim = new Mat();
        scene.ConvertTo(dim, MatType.CV_16U, 0.005, 1000); // all values within 1000..1255: the high byte alone is nearly constant
        using var image = Decode.Image(SyntheticImages.Encode(dim, ".png"));

        Decode.AssertEqual(dim, image.Samples);
        Cv2.MinMaxLoc(image.Rgb.ExtractChannel(0), out double low, out double high);
        Assert.Equal((0, 255), (low, high));
        Assert.Equal(16, image.Info.BitDepth);
    }

    [Fact]
    public void A_constant_16_bit_image_is_black()
    {
        using var constant = new Mat(8, 8, MatType.CV_16UC1, new Scalar(4000));
        using var image = Decode.Image(SyntheticImages.Encode(constant, ".png"));

        Assert.Equal(0, Cv2.Norm(image.Rgb, NormTypes.INF));
    }

    [Fact]
    public void A_single_pixel_is_an_image()
    {
        using var pixel = new Mat(1, 1, MatType.CV_8UC1, new Scalar(7));
        using var image = Decode.Image(SyntheticImages.Encode(pixel, ".png"));

        Assert.Equal(new Vec3b(7, 7, 7), image.Rgb.At<Vec3b>(0, 0));
    }

    [Fact]
    public void One_channel_can_be_chosen()
    {
        using var bgr = SyntheticImages.Nuclei(33, 20, MatType.CV_8U, 3);
        using var image = Decode.Image(SyntheticImages.Encode(bgr, ".png"), channel: 0);

        using var red = bgr.ExtractChannel(2);
        Decode.AssertEqual(red, image.Samples);
        using var shown = image.Rgb.ExtractChannel(1);
        Decode.AssertEqual(red, shown);
    }

    [Theory]
    [InlineData(1, null, "page")]
    [InlineData(-1, null, "page")]
    [InlineData(0, 3, "channel")]
    [InlineData(0, -1, "channel")]
    public void A_page_or_channel_that_is_not_there_names_the_range(int page, int? channel, string field)
    {
        using var bgra = SyntheticImages.Nuclei(8, 8, MatType.CV_8U, 4);
        var failure = Decode.Refused(SyntheticImages.Encode(bgra, ".png"), FailureKind.InvalidParameter, page, channel);

        Assert.Equal((field, field == "page" ? "0 to 0" : "0 to 2"), (failure.Field, failure.Limit));
    }
}
