namespace SegService.Pipeline.Decoding;

/// <summary>What the header says of an upload; known before any pixel is decoded.</summary>
/// <param name="Format">Container the bytes are in.</param>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="Channels">Samples per pixel as stored (alpha included).</param>
/// <param name="BitDepth">Bits per sample: 1, 8, 16 or 32.</param>
/// <param name="Pages">Pages (TIFF directories); 1 for every other format.</param>
/// <param name="PixelSizeUm">Micrometres per pixel edge, where the file tells.</param>
public sealed record ImageInfo(ImageFormat Format, int Width, int Height, int Channels, int BitDepth, int Pages = 1,
    double? PixelSizeUm = null)
{
    public long Pixels => (long)Width * Height;
}

public enum ImageFormat
{
    Png,
    Jpeg,
    Bmp,
    WebP,
    Tiff,
}
