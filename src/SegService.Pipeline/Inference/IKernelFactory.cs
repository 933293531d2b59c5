using SegService.Pipeline.Models;

namespace SegService.Pipeline.Inference;

/// <summary>Turns a bundle's graph into kernels.</summary>
public interface IKernelFactory
{
    /// <summary>
    /// One kernel for each device of this process, in their order; a <see cref="FailureKind.ModelFault"/> where the graph cannot be
    /// loaded or does not fit its bundle.
    /// </summary>
    Outcome<IReadOnlyList<IInferenceKernel>> Create(ModelBundle bundle, byte[] graph);
}
