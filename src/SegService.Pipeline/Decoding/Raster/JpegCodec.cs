namespace SegService.Pipeline.Decoding.Raster;

/// <summary>
/// JPEG (ITU-T T.81): baseline, extended and progressive, 8 bits, grey, YCbCr, RGB, and CMYK or YCCK as Adobe writes it (inverted;
/// without Adobe's marker nobody can tell which way the inks run). Segments are walked to the end marker.
/// </summary>
internal sealed class JpegCodec : RasterCodec
{
    // Huffman codes are at least one bit long and every 8 x 8 block of the finest component has one.
    private const long MaxPixelsPerByte = 8 * 64;

    // Each scan costs a pass over the image; real encoders write up to about a dozen.
    private const int MaxScans = 100;

    public override bool Recognises(ReadOnlySpan<byte> bytes) => bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]);

    protected override Outcome<ImageInfo> ReadHeader(ReadOnlySpan<byte> bytes)
    {
        var segments = JpegSegments.Walk(bytes);
        if (segments.Frames == 0 || !segments.Complete)
            return ImageFailures.Truncated(ImageFormat.Jpeg);
        if (Unsupported(segments) is { } reason)
            return ImageFailures.Unsupported(reason);
        if (segments.Frames > 1 || segments.Scans is 0 or > MaxScans || segments.Width == 0 || segments.Height == 0)
            return ImageFailures.Unreadable($"The JPEG header is invalid: {segments.Width} x {segments.Height} pixels, {segments.Scans} scans.");
        if ((long)segments.Width * segments.Height > bytes.Length * MaxPixelsPerByte)
            return ImageFailures.Truncated(ImageFormat.Jpeg);
        return new ImageInfo(ImageFormat.Jpeg, segments.Width, segments.Height, segments.Components == 1 ? 1 : 3, 8);
    }

    private static string? Unsupported(JpegSegments segments) => segments switch
    {
        { Process: not (0xC0 or 0xC1 or 0xC2) } => "JPEG is read in its baseline, extended and progressive forms; this file is lossless, hierarchical or arithmetic.",
        { Precision: not 8 } => $"JPEG is read with 8 bits per sample; this file has {segments.Precision}.",
        { Components: not (1 or 3 or 4) } => $"JPEG is read with 1, 3 or 4 components; this file has {segments.Components}.",
        { Components: 4, Adobe: false } => "This CMYK JPEG lacks Adobe's marker, so its inks are ambiguous; save it as RGB.",
        _ => null,
    };
}
