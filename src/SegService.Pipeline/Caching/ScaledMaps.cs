using OpenCvSharp;
using SegService.Pipeline.Pooling;
using SegService.Pipeline.Postprocessing;

namespace SegService.Pipeline.Caching;

/// <summary>
/// What a network said, at the size it saw, in steps of 1/255: a byte a pixel and map. Shared by requests and counted: the pooled
/// bytes go back when the last holder disposed it, the first of whom is whoever made it.
/// </summary>
public sealed class ScaledMaps : IDisposable
{
    private const double Steps = 255;

    private readonly int _width;
    private readonly int _height;
    private readonly bool _border;
    private readonly bool _marker;
    private readonly byte[][] _planes;
    private int _holders = 1;

    /// <param name="scale">The zoom that was used, chosen or asked for.</param>
    /// <param name="maps">Not yet brought back to the image's own size; stays the caller's.</param>
    public ScaledMaps(double scale, SegmentationMaps maps)
    {
        (Scale, _width, _height, _border, _marker) = (scale, maps.Width, maps.Height, maps.Border is not null, maps.Marker is not null);
        _planes = [.. maps.Planes.Select(Pack)];
    }

    public double Scale { get; }

    public long Bytes => _planes.Sum(plane => plane.LongLength);

    /// <summary>The maps as numbers again; the caller disposes them.</summary>
    public SegmentationMaps Open()
    {
        var maps = SegmentationMaps.Rent(_width, _height, _border, _marker);
        foreach (var (packed, plane) in _planes.Zip(maps.Planes))
        {
            using var from = Mat.FromPixelData(_height, _width, MatType.CV_8UC1, packed);
            using var to = Mat.FromPixelData(_height, _width, MatType.CV_32FC1, plane);
            from.ConvertTo(to, MatType.CV_32FC1, 1 / Steps);
        }

        return maps;
    }

    /// <summary>False where the last holder has gone already; otherwise a <see cref="Dispose"/> must follow.</summary>
    public bool TryRetain()
    {
        for (var holders = Volatile.Read(ref _holders); holders > 0; holders = Volatile.Read(ref _holders))
        {
            if (Interlocked.CompareExchange(ref _holders, holders + 1, holders) == holders)
                return true;
        }

        return false;
    }

    /// <summary>Ends one hold.</summary>
    public void Dispose()
    {
        if (Interlocked.Decrement(ref _holders) != 0)
            return;
        foreach (var plane in _planes)
            PlanePool<byte>.Shared.Return(plane);
    }

    private byte[] Pack(float[] plane)
    {
        var packed = PlanePool<byte>.Shared.Rent(plane.Length);
        using var from = Mat.FromPixelData(_height, _width, MatType.CV_32FC1, plane);
        using var to = Mat.FromPixelData(_height, _width, MatType.CV_8UC1, packed);
        from.ConvertTo(to, MatType.CV_8UC1, Steps);
        return packed;
    }
}
