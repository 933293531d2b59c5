using System.Buffers.Binary;

namespace SegService.Pipeline.Decoding.Raster;

/// <summary>WebP (RFC 9649): lossy, lossless and extended; only the first frame of an animation is read.</summary>
internal sealed class WebPCodec : RasterCodec
{
    private const int HeaderBytes = 12;

    public override bool Recognises(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= HeaderBytes && bytes.StartsWith("RIFF"u8) && bytes[8..].StartsWith("WEBP"u8);

    protected override Outcome<ImageInfo> ReadHeader(ReadOnlySpan<byte> bytes)
    {
        var declared = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
        if (declared > bytes.Length - 8 || bytes.Length < HeaderBytes + 18)
            return ImageFailures.Truncated(ImageFormat.WebP);
        var type = bytes.Slice(HeaderBytes, 4);
        var body = bytes[(HeaderBytes + 8)..];
        if (type.SequenceEqual("VP8X"u8))
            return Info(1 + UInt24(body[4..]), 1 + UInt24(body[7..]), (body[0] & 0x10) != 0);
        if (type.SequenceEqual("VP8L"u8) && body[0] == 0x2F)
            return Lossless(BinaryPrimitives.ReadUInt32LittleEndian(body[1..]));
        if (type.SequenceEqual("VP8 "u8) && body[3..6].SequenceEqual((ReadOnlySpan<byte>)[0x9D, 0x01, 0x2A]))
            return Info(body[6] | ((body[7] & 0x3F) << 8), body[8] | ((body[9] & 0x3F) << 8), alpha: false);
        return ImageFailures.Unreadable("The WebP file does not begin with a VP8, VP8L or VP8X chunk.");
    }

    private static Outcome<ImageInfo> Lossless(uint bits) =>
        Info(1 + (int)(bits & 0x3FFF), 1 + (int)((bits >> 14) & 0x3FFF), (bits & 0x10000000) != 0);

    private static Outcome<ImageInfo> Info(int width, int height, bool alpha) => width == 0 || height == 0
        ? ImageFailures.Unreadable($"The WebP header is invalid: {width} x {height} pixels.")
        : new ImageInfo(ImageFormat.WebP, width, height, alpha ? 4 : 3, 8, HasAlpha: alpha);

    private static int UInt24(ReadOnlySpan<byte> bytes) => bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);
}
