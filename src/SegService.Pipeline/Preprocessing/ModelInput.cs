using SegService.Pipeline.Pooling;

namespace SegService.Pipeline.Preprocessing;

/// <summary>
/// A network's input for one image: C x H x W float32, planar, row-major within a plane. The buffer is pooled and goes
/// back on dispose, so <see cref="Data"/> must not be kept.
/// </summary>
public sealed class ModelInput : IDisposable
{
    private float[]? _buffer;

    public ModelInput(int channels, int height, int width)
    {
        (Channels, Height, Width) = (channels, height, width);
        _buffer = Scratch<float>.Pool.Rent(checked(channels * height * width));
    }

    public int Channels { get; }

    public int Height { get; }

    public int Width { get; }

    /// <summary>All planes one after the other; not cleared when rented.</summary>
    public Memory<float> Data => Buffer.AsMemory(0, Channels * Height * Width);

    public Memory<float> Plane(int channel) => Buffer.AsMemory(channel * Height * Width, Height * Width);

    /// <summary>The buffer, to be given back by the caller; the input is disposed.</summary>
    internal float[] Release() => Interlocked.Exchange(ref _buffer, null) ?? throw new ObjectDisposedException(nameof(ModelInput));

    private float[] Buffer => _buffer ?? throw new ObjectDisposedException(nameof(ModelInput));

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _buffer, null) is { } buffer)
            Scratch<float>.Pool.Return(buffer);
    }
}
