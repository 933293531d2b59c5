namespace SegService.Pipeline.Decoding.Raster;

/// <summary>Windows bitmaps with info headers of 40 bytes and more (versions 1 to 5): 1, 4, 8, 16, 24 and 32 bits, uncompressed.</summary>
internal sealed class BmpCodec : RasterCodec
{
    public override bool Recognises(ReadOnlySpan<byte> bytes) => bytes.StartsWith("BM"u8) && bytes.Length >= 6;

    protected override Outcome<ImageInfo> ReadHeader(ReadOnlySpan<byte> bytes)
    {
        if (!BmpHeader.TryRead(bytes, out var header))
            return ImageFailures.Truncated(ImageFormat.Bmp);
        if (header.Size is not (40 or 52 or 56 or 108 or 124) || !header.IsSupported)
            return ImageFailures.Unsupported($"BMP is read uncompressed with 1, 4, 8, 16, 24 or 32 bits and a header of 40 to 124 bytes; this file has {header.Bits} bits, compression {header.Compression} and a header of {header.Size} bytes.");
        if (header.Width <= 0 || header.Height is 0 or int.MinValue || header.PaletteEntries is < 0 or > 256)
            return ImageFailures.Unreadable($"The BMP header is invalid: {header.Width} x {header.Height} pixels, {header.PaletteEntries} palette entries.");
        if (header.DataOffset < BmpHeader.FileBytes + header.Size || header.DataOffset + header.DataBytes > bytes.Length)
            return ImageFailures.Truncated(ImageFormat.Bmp);
        var channels = header.IsGrey(bytes) ? 1 : header.Bits == 32 ? 4 : 3;
        return new ImageInfo(ImageFormat.Bmp, header.Width, Math.Abs(header.Height), channels, 8, HasAlpha: channels == 4);
    }
}
