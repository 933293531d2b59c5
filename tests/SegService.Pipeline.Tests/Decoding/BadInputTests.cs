using OpenCvSharp;
using SegService.Pipeline.Decoding;
using SegService.TestKit;

namespace SegService.Pipeline.Tests.Decoding;

public sealed class BadInputTests
{
    [Fact]
    public void Nothing_is_unreadable() => Decode.Refused([], FailureKind.Unreadable);

    [Fact]
    public void Text_is_not_an_image() => Decode.Refused("Hello, nuclei.\n"u8.ToArray(), FailureKind.UnsupportedFormat);

    [Theory]
    [InlineData(".png")]
    [InlineData(".jpg")]
    [InlineData(".webp")]
    [InlineData(".bmp")]
    public void A_file_cut_short_anywhere_is_never_an_image(string extension)
    {
        using var scene = SyntheticImages.Nuclei(40, 40);
        var bytes = SyntheticImages.Encode(scene, extension);
        for (var length = 8; length < bytes.Length - 1; length += 7)
        {
            var outcome = Decode.Decoder.Decode(bytes.AsMemory(0, length));
            Assert.True(outcome.Failure?.Kind is FailureKind.Unreadable or FailureKind.UnsupportedFormat, $"{length} of {bytes.Length} bytes");
        }
    }

    [Fact]
    public void A_vast_png_is_refused_from_its_header()
    {
        var failure = Decode.Refused(RawPng.Of(100_000, 100_000, new byte[20_000_000]), FailureKind.TooLarge);

        Assert.Equal(("image", "65536 pixels along one side", "100000 pixels along one side"), (failure.Field, failure.Limit, failure.Value));
    }

    [Fact]
    public void A_png_too_short_for_its_declared_size_takes_no_memory()
    {
        Decode.Refused(RawPng.Of(100_000, 100_000, new byte[60]), FailureKind.Unreadable);
        Decode.Refused(RawPng.Of(16_384, 16_384, new byte[100]), FailureKind.Unreadable);
    }

    [Fact]
    public void More_pixels_than_the_limit_name_the_limit()
    {
        using var scene = SyntheticImages.Nuclei(32, 33);
        var outcome = new ImageDecoder(new DecodingLimits { MaxPixels = 1024 }).Decode(SyntheticImages.Encode(scene, ".png"));

        Assert.Equal((FailureKind.TooLarge, "1024 pixels", "1056 pixels"),
            (outcome.Failure!.Kind, outcome.Failure.Limit, outcome.Failure.Value));
    }

    [Fact]
    public void A_png_that_inflates_far_beyond_its_pixels_stays_within_bounds()
    {
        var before = Environment.WorkingSet;
        var outcome = Decode.Decoder.Decode(RawPng.Of(16, 16, RawPng.Deflate(new byte[200_000_000])));

        Assert.True(outcome.Succeeded || outcome.Failure.Kind == FailureKind.Unreadable);
        Assert.True(Environment.WorkingSet - before < 400_000_000);
        if (outcome.Succeeded)
            outcome.Value.Dispose();
    }

    [Fact]
    public void A_png_whose_rows_run_out_is_unreadable() =>
        Decode.Refused(RawPng.Of(64, 64, RawPng.Deflate(new byte[65 * 20])), FailureKind.Unreadable);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 5)]
    [InlineData(5, 0)]
    public void No_pixels_is_unreadable(int width, int height) => Decode.Refused(RawPng.Of(width, height, new byte[64]), FailureKind.Unreadable);

    [Fact]
    public void A_damaged_png_chunk_is_unreadable()
    {
        var bytes = SyntheticImages.NucleiPng(32, 32);
        bytes[bytes.Length / 2] ^= 0x55;
        Decode.Refused(bytes, FailureKind.Unreadable);
    }
}
