using SegService.Pipeline.Inference;
using SegService.Pipeline.Models;

namespace SegService.Pipeline.Tests.Models;

/// <summary>Makes kernels that only remember whether they were disposed.</summary>
internal sealed class FakeKernels : IKernelFactory
{
    public List<Kernel> Made { get; } = [];

    /// <summary>Models that refuse to load.</summary>
    public HashSet<string> Broken { get; } = [];

    public Outcome<IReadOnlyList<IInferenceKernel>> Create(ModelBundle bundle, byte[] graph)
    {
        if (Broken.Contains(bundle.Name))
            return new Failure(FailureKind.ModelFault, $"'{bundle.Name}' is broken.");
        var kernel = new Kernel(bundle.Identity.ToString());
        Made.Add(kernel);
        return new IInferenceKernel[] { kernel };
    }

    public sealed class Kernel(string name) : IInferenceKernel
    {
        public string Name => name;

        public bool Disposed { get; private set; }

        public int InputChannels => 3;

        public int OutputChannels => 3;

        public void Run(int count, TileShape shape, Memory<float> input, Memory<float> output) =>
            throw new NotSupportedException("Only the catalogue is under test.");

        public void Dispose() => Disposed = true;
    }
}
