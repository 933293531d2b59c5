using System.Threading.Channels;
using SegService.Pipeline.Inference;

namespace SegService.Pipeline.Tests.Inference;

/// <summary>Gives tiles back as they are; each batch waits until the test lets it go.</summary>
internal sealed class GatedKernel(bool open = false) : IInferenceKernel
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Channel<Batch> _begun = Channel.CreateUnbounded<Batch>();

    public int InputChannels => 1;

    public int OutputChannels => 1;

    public bool Disposed { get; private set; }

    /// <summary>The next batch that began to run.</summary>
    public async Task<Batch> NextAsync() => await _begun.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    public bool HasBegunAnother => _begun.Reader.TryPeek(out _);

    public void Run(int count, TileShape shape, Memory<float> input, Memory<float> output)
    {
        ObjectDisposedException.ThrowIf(Disposed, this);
        var batch = new Batch(shape, [.. Enumerable.Range(0, count).Select(i => input.Span[i * shape.Elements])]);
        _begun.Writer.TryWrite(batch);
        if (!open)
            batch.WaitForRelease(Patience);
        input.CopyTo(output);
    }

    public void Dispose() => Disposed = true;

    /// <param name="Shape">Of every tile.</param>
    /// <param name="Signatures">First value of each tile.</param>
    internal sealed record Batch(TileShape Shape, IReadOnlyList<float> Signatures)
    {
        private readonly TaskCompletionSource _released = new();

        public void Release() => _released.TrySetResult();

        public void Fail() => _released.TrySetException(new InvalidOperationException("The simulated device failed."));

        public void WaitForRelease(TimeSpan patience) => _released.Task.WaitAsync(patience).GetAwaiter().GetResult();
    }
}
