using System.Buffers.Binary;
using System.IO.Compression;
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
        var failure = Decode.Refused(Png(100_000, 100_000, new byte[20_000_000]), FailureKind.TooLarge);

        Assert.Equal(("image", "65536 pixels along one side", "100000 pixels along one side"), (failure.Field, failure.Limit, failure.Value));
    }

    [Fact]
    public void A_png_too_short_for_its_declared_size_takes_no_memory()
    {
        Decode.Refused(Png(100_000, 100_000, new byte[60]), FailureKind.Unreadable);
        Decode.Refused(Png(16_384, 16_384, new byte[100]), FailureKind.Unreadable);
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
        var outcome = Decode.Decoder.Decode(Png(16, 16, Deflate(new byte[200_000_000])));

        Assert.True(outcome.Succeeded || outcome.Failure.Kind == FailureKind.Unreadable);
        Assert.True(Environment.WorkingSet - before < 400_000_000);
        if (outcome.Succeeded)
            outcome.Value.Dispose();
    }

    [Fact]
    public void A_png_whose_rows_run_out_is_unreadable() =>
        Decode.Refused(Png(64, 64, Deflate(new byte[65 * 20])), FailureKind.Unreadable);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 5)]
    [InlineData(5, 0)]
    public void No_pixels_is_unreadable(int width, int height) => Decode.Refused(Png(width, height, new byte[64]), FailureKind.Unreadable);

    [Fact]
    public void A_damaged_png_chunk_is_unreadable()
    {
        var bytes = SyntheticImages.NucleiPng(32, 32);
        bytes[bytes.Length / 2] ^= 0x55;
        Decode.Refused(bytes, FailureKind.Unreadable);
    }

    private static byte[] Deflate(byte[] raw)
    {
        using var memory = new MemoryStream();
        using (var zlib = new ZLibStream(memory, CompressionLevel.Fastest))
            zlib.Write(raw);
        return memory.ToArray();
    }

    /// <summary>An 8-bit grey PNG with any header and any image data.</summary>
    private static byte[] Png(int width, int height, byte[] data)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8;
        return [0x89, .. "PNG\r\n\x1a\n"u8, .. Chunk("IHDR", header), .. Chunk("IDAT", data), .. Chunk("IEND", [])];
    }

    private static byte[] Chunk(string type, byte[] body)
    {
        byte[] named = [.. System.Text.Encoding.ASCII.GetBytes(type), .. body];
        var (length, crc) = (new byte[4], new byte[4]);
        BinaryPrimitives.WriteInt32BigEndian(length, body.Length);
        BinaryPrimitives.WriteUInt32BigEndian(crc, Crc32(named));
        return [.. length, .. named, .. crc];
    }

    private static uint Crc32(byte[] bytes)
    {
        var crc = ~0u;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var i = 0; i < 8; i++)
                crc = (crc >> 1) ^ (0xEDB88320 & (0 - (crc & 1)));
        }

        return ~crc;
    }
}
