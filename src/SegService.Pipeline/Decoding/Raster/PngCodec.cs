using System.Buffers.Binary;

namespace SegService.Pipeline.Decoding.Raster;

/// <summary>PNG (ISO/IEC 15948). Chunks are walked to IEND; only the first frame of an animation is read.</summary>
internal sealed class PngCodec : RasterCodec
{
    // Deflate cannot shrink data by more than this (zlib's technical notes).
    private const long MaxDeflateRatio = 1032;

    private static readonly int[] SamplesByColourType = [1, 0, 3, 3, 2, 0, 4];

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    public override bool Recognises(ReadOnlySpan<byte> bytes) => bytes.StartsWith(Signature[..Math.Min(bytes.Length, 8)]) && bytes.Length >= 4;

    protected override Outcome<ImageInfo> ReadHeader(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 33 || !bytes.StartsWith(Signature) || !bytes.Slice(8, 8).SequenceEqual("\0\0\0\rIHDR"u8))
            return ImageFailures.Truncated(ImageFormat.Png);
        var (width, height) = (BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]), BinaryPrimitives.ReadUInt32BigEndian(bytes[20..]));
        var (depth, type) = (bytes[24], bytes[25]);
        if (width is 0 or > int.MaxValue || height is 0 or > int.MaxValue || !IsLegal(depth, type))
            return ImageFailures.Unreadable($"The PNG header is invalid: {width} x {height} pixels, bit depth {depth}, colour type {type}.");

        var walk = PngChunks.Walk(bytes[8..]);
        if (!walk.Complete || RawBytes(width, height, depth, type) > walk.DataBytes * MaxDeflateRatio)
            return ImageFailures.Truncated(ImageFormat.Png);
        var alpha = type is 4 or 6 || walk.Transparency;
        return new ImageInfo(ImageFormat.Png, (int)width, (int)height, ColourChannels(type, walk.Transparency) + (alpha ? 1 : 0),
            type == 3 ? 8 : depth, HasAlpha: alpha);
    }

    private static bool IsLegal(int depth, int type) => type switch
    {
        0 => depth is 1 or 2 or 4 or 8 or 16,
        3 => depth is 1 or 2 or 4 or 8,
        2 or 4 or 6 => depth is 8 or 16,
        _ => false,
    };

    // OpenCV gives grey with transparency as RGBA.
    private static int ColourChannels(int type, bool transparency) => type == 0 && !transparency ? 1 : 3;

    private static double RawBytes(double width, double height, int depth, int type) =>
        width * height * (type == 3 ? 1 : SamplesByColourType[type]) * depth / 8;
}
