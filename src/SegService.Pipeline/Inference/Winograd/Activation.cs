namespace SegService.Pipeline.Inference.Winograd;

/// <summary>
/// A tensor in memory: rows of pixels with their channels side by side, at least one pixel of zeros around them. Read as if enlarged by a power
/// of two where the network enlarges it (each pixel repeated), so that nothing is copied for that.
/// </summary>
/// <param name="Origin">The pixel at row 0, column 0.</param>
/// <param name="Channels">Floats a pixel.</param>
/// <param name="RowStride">Floats from a row to the next.</param>
/// <param name="Enlarged">log2 of the factor by which it is read larger.</param>
internal readonly unsafe record struct Activation(nint Origin, int Channels, nint RowStride, int Enlarged)
{
    public float* Row(int y) => (float*)Origin + (y >> Enlarged) * RowStride;

    public nint Column(int x) => (nint)(x >> Enlarged) * Channels;

    public float* Pixel(int y, int x) => Row(y) + Column(x);
}
