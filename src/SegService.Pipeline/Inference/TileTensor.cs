using System.Buffers;

namespace SegService.Pipeline.Inference;

/// <summary>
/// One tile's planes, C x H x W float32 row-major, in a buffer of the shared array pool that goes back on dispose. Exactly one
/// owner at a time; <see cref="Data"/> must not be kept.
/// </summary>
public sealed class TileTensor(TileShape shape) : IDisposable
{
    private float[]? _buffer = ArrayPool<float>.Shared.Rent(shape.Elements);

    public TileShape Shape => shape;

    /// <summary>Not cleared when rented.</summary>
    public Memory<float> Data => (_buffer ?? throw new ObjectDisposedException(nameof(TileTensor))).AsMemory(0, shape.Elements);

    public bool IsDisposed => _buffer is null;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _buffer, null) is { } buffer)
            ArrayPool<float>.Shared.Return(buffer);
    }
}
