using System.Buffers.Binary;
using OpenCvSharp;
using SegService.TestKit;

namespace SegService.Pipeline.Tests.Decoding;

public sealed class VariantTests
{
    private const int BmpHeight = 22;
    private const int BmpCompression = 30;

    [Fact]
    public void A_bitmap_with_negative_height_runs_from_the_top()
    {
        using var scene = SyntheticImages.Nuclei(16, 11);
        var bytes = SyntheticImages.Encode(scene, ".bmp");
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(BmpHeight), -11);
        using var image = Decode.Image(bytes);

        using var flipped = scene.Flip(FlipMode.X);
        Decode.AssertEqual(flipped, image.Samples);
    }

    [Fact]
    public void A_run_length_bitmap_is_refused_with_the_reason()
    {
        using var scene = SyntheticImages.Nuclei(16, 16);
        var bytes = SyntheticImages.Encode(scene, ".bmp");
        bytes[BmpCompression] = 1;

        Assert.Contains("compression 1", Decode.Refused(bytes, FailureKind.UnsupportedFormat).Detail);
    }

    [Fact]
    public void A_cmyk_jpeg_without_adobes_marker_is_refused_with_the_reason()
    {
        var bytes = Decode.Fixture("cmyk.jpg");
        bytes[bytes.AsSpan().IndexOf("Adobe"u8)] = (byte)'X';

        Assert.Contains("Adobe", Decode.Refused(bytes, FailureKind.UnsupportedFormat).Detail);
    }

    [Fact]
    public void A_jpeg_without_its_end_marker_is_unreadable()
    {
        var bytes = Decode.Fixture("progressive.jpg");
        Decode.Refused(bytes[..^2], FailureKind.Unreadable);
    }

    [Fact]
    public void A_palette_png_with_transparency_is_read_as_colour()
    {
        // 2 x 1, palette of red and green, green transparent.
        using var image = Decode.Image(Decode.Fixture("palette-transparent.png"));

        Assert.Equal((4, true, 8), (image.Info.Channels, image.Info.HasAlpha, image.Info.BitDepth));
        Assert.Equal(new Vec3b(255, 0, 0), image.Samples.At<Vec3b>(0, 0));
        Assert.Equal(new Vec3b(0, 255, 0), image.Samples.At<Vec3b>(0, 1));
    }

    [Fact]
    public void Sixteen_bit_rgba_scales_its_colours_together()
    {
        using var bgra = SyntheticImages.Nuclei(32, 32, MatType.CV_16U, 4);
        using var opaque = new Mat(32, 32, MatType.CV_16UC1, new Scalar(65535));
        Cv2.InsertChannel(opaque, bgra, 3);
        using var image = Decode.Image(SyntheticImages.Encode(bgra, ".png"));

        Assert.Equal((MatType.CV_16U, 3, 16), (image.Samples.Depth(), image.Samples.Channels(), image.Info.BitDepth));
        Cv2.MinMaxLoc(image.Rgb.Reshape(1), out double low, out double high);
        Assert.Equal((0, 255), (low, high));
    }
}
