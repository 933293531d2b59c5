using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using SegService.Pipeline.Inference;
using SegService.Pipeline.Models;

namespace SegService.Pipeline.Tests.Inference;

/// <summary>Kernels as the service makes them on the CPU, and what to run them on.</summary>
internal static class Kernels
{
    /// <summary>Of a bundle that shows its network the view rgb.</summary>
    public static Outcome<IReadOnlyList<IInferenceKernel>> Create(CpuKernel kernel, byte[] graph, params MapKind[] outputs)
    {
        var options = Options.Create(new InferenceOptions { Provider = ExecutionProvider.Cpu, CpuKernel = kernel });
        var devices = new InferenceDevices(options, new OnnxProviderProbe(options), NullLogger<InferenceDevices>.Instance);
        return new KernelFactory(devices, options).Create(SimulatedBundle.Of("tiny", outputs), graph);
    }

    /// <summary>Values of 0 to 1.</summary>
    public static float[] Noise(int count, int seed = 3)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextSingle())];
    }
}
