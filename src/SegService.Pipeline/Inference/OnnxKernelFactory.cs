using Microsoft.Extensions.Options;
using Microsoft.ML.OnnxRuntime;
using SegService.Pipeline.Models;

namespace SegService.Pipeline.Inference;

/// <summary>One ONNX Runtime session a device, shared by the device's workers.</summary>
public sealed class OnnxKernelFactory(InferenceDevices devices, IOptions<InferenceOptions> options) : IKernelFactory
{
    public Outcome<IReadOnlyList<IInferenceKernel>> Create(ModelBundle bundle, byte[] graph)
    {
        var kernels = new List<OnnxKernel>();
        try
        {
            foreach (var device in devices.All)
                kernels.Add(Create(graph, device));
            if (kernels[0].OutputChannels == bundle.Outputs.Count)
                return kernels;
            return Refuse(bundle, kernels, $"the graph gives {kernels[0].OutputChannels} planes, but outputs names {bundle.Outputs.Count}.");
        }
        catch (Exception defect) when (defect is OnnxRuntimeException or NotSupportedException)
        {
            return Refuse(bundle, kernels, defect.Message);
        }
    }

    private OnnxKernel Create(byte[] graph, InferenceDevice device)
    {
        using var settings = OnnxSessionSettings.Create(device, options.Value, devices.IntraOpThreads);
        return new OnnxKernel(graph, settings);
    }

    private static Failure Refuse(ModelBundle bundle, List<OnnxKernel> kernels, string reason)
    {
        kernels.ForEach(kernel => kernel.Dispose());
        return new Failure(FailureKind.ModelFault, $"Model bundle '{bundle.Name}': {reason}");
    }
}
