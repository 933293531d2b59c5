using SegService.Pipeline.Pooling;
using SegService.Pipeline.Preprocessing;

namespace SegService.Pipeline.Inference;

/// <summary>
/// One tile's planes, C x H x W float32 row-major, in a pooled buffer that goes back on dispose. Exactly one
/// owner at a time; <see cref="Data"/> must not be kept.
/// </summary>
public sealed class TileTensor : IDisposable
{
    private float[]? _buffer;

    public TileTensor(TileShape shape)
        : this(shape, Scratch<float>.Pool.Rent(shape.Elements))
    {
    }

    private TileTensor(TileShape shape, float[] buffer) => (Shape, _buffer) = (shape, buffer);

    public TileShape Shape { get; }

    /// <summary>Not cleared when rented.</summary>
    public Memory<float> Data => (_buffer ?? throw new ObjectDisposedException(nameof(TileTensor))).AsMemory(0, Shape.Elements);

    public bool IsDisposed => _buffer is null;

    /// <summary>An input that is one tile, without a copy: it is disposed.</summary>
    public static TileTensor Whole(ModelInput input) => new(new TileShape(input.Channels, input.Height, input.Width), input.Release());

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _buffer, null) is { } buffer)
            Scratch<float>.Pool.Return(buffer);
    }
}
