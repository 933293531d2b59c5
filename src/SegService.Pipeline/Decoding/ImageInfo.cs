namespace SegService.Pipeline.Decoding;

/// <summary>What the header says of an upload; known before any pixel is decoded.</summary>
/// <param name="Format">Container the bytes are in.</param>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="Channels">Samples per pixel as stored, alpha included; palettes and CMYK count as the RGB they stand for.</param>
/// <param name="BitDepth">Bits per sample as stored: 1, 2, 4, 8, 16, 32 or 64; 8 for a palette.</param>
/// <param name="Pages">Pages (TIFF directories; z and t planes where a TIFF's metadata tells channels apart from them); 1 for
/// every other format.</param>
/// <param name="PixelSizeUm">Micrometres per pixel edge, where the file tells.</param>
/// <param name="HasAlpha">The last channel is transparency: no channel to choose or to measure.</param>
public sealed record ImageInfo(ImageFormat Format, int Width, int Height, int Channels, int BitDepth, int Pages = 1,
    double? PixelSizeUm = null, bool HasAlpha = false)
{
    public long Pixels => (long)Width * Height;

    /// <summary>Channels a caller may choose from.</summary>
    public int ColourChannels => HasAlpha ? Channels - 1 : Channels;

    /// <summary>Memory the samples take once decoded.</summary>
    public long DecodedBytes => Pixels * Channels * Math.Max(1, Math.Min(BitDepth, 32) / 8);
}

public enum ImageFormat
{
    Png,
    Jpeg,
    Bmp,
    WebP,
    Tiff,
}
