using SegService.Pipeline;
using SegService.Pipeline.Inference;
using SegService.Pipeline.Models;

namespace SegService.Api.Tests.EndToEnd;

/// <summary>Networks whose batches end when the test says so; every pixel is background.</summary>
internal sealed class GatedKernels : IKernelFactory
{
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new();

    /// <summary>The first batch has begun.</summary>
    public Task Begun => _begun.Task.WaitAsync(TimeSpan.FromMinutes(1));

    public void Release() => _released.TrySetResult();

    public Outcome<IReadOnlyList<IInferenceKernel>> Create(ModelBundle bundle, byte[] graph) => new IInferenceKernel[] { new Kernel(this) };

    private sealed class Kernel(GatedKernels gate) : IInferenceKernel
    {
        public int InputChannels => 3;

        public int OutputChannels => 3;

        public void Run(int count, TileShape shape, Memory<float> input, Memory<float> output)
        {
            gate._begun.TrySetResult();
            gate._released.Task.WaitAsync(TimeSpan.FromMinutes(1)).GetAwaiter().GetResult();
            output.Span.Clear();
        }

        public void Dispose()
        {
        }
    }
}
