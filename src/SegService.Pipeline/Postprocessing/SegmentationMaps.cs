using SegService.Pipeline.Pooling;

namespace SegService.Pipeline.Postprocessing;

/// <summary>
/// What a network says of each pixel of one image, at the image's own size. Each plane is row-major, length
/// <see cref="Width"/> x <see cref="Height"/>, values 0..1. Planes that were rented go back on dispose and must not be kept; others,
/// and those of a copy by <c>with</c>, stay whose they are.
/// </summary>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="Nucleus">Probability that the pixel belongs to any nucleus.</param>
/// <param name="Border">Probability that the pixel lies where two nuclei touch; null for a model without that head.</param>
/// <param name="Marker">How central the pixel is to its nucleus (normalised distance to its edge, 1 = centre); null for a
/// model without that head.</param>
public sealed record SegmentationMaps(int Width, int Height, float[] Nucleus, float[]? Border = null, float[]? Marker = null) : IDisposable
{
    private int _rented;

    private SegmentationMaps(SegmentationMaps original)
    {
        (Width, Height) = (original.Width, original.Height);
        (Nucleus, Border, Marker) = (original.Nucleus, original.Border, original.Marker);
    }

    /// <summary>The planes there are, in the order nucleus, border, marker.</summary>
    public IEnumerable<float[]> Planes => new[] { Nucleus, Border, Marker }.OfType<float[]>();

    /// <summary>Planes from the pool, not cleared.</summary>
    public static SegmentationMaps Rent(int width, int height, bool border, bool marker)
    {
        return new SegmentationMaps(width, height, Plane(), border ? Plane() : null, marker ? Plane() : null) { _rented = 1 };

        float[] Plane() => PlanePool<float>.Shared.Rent(checked(width * height));
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _rented, 0) == 0)
            return;
        foreach (var plane in Planes)
            PlanePool<float>.Shared.Return(plane);
    }
}
