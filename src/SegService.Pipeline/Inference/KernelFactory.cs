using Microsoft.Extensions.Options;
using Microsoft.ML.OnnxRuntime;
using SegService.Pipeline.Inference.Winograd;
using SegService.Pipeline.Models;
using SegService.Pipeline.Preprocessing;

namespace SegService.Pipeline.Inference;

/// <summary>
/// One kernel a device, shared by the device's workers: a session of ONNX Runtime, or on the CPU our own where it is faster and can run the graph.
/// </summary>
public sealed class KernelFactory(InferenceDevices devices, IOptions<InferenceOptions> options) : IKernelFactory
{
    public Outcome<IReadOnlyList<IInferenceKernel>> Create(ModelBundle bundle, byte[] graph)
    {
        var kernels = new List<IInferenceKernel>();
        try
        {
            foreach (var device in devices.All)
                kernels.Add(Create(graph, device));
            return Misfit(bundle, kernels[0]) is { } misfit ? Refuse(bundle, kernels, misfit) : kernels;
        }
        catch (Exception defect) when (defect is OnnxRuntimeException or NotSupportedException)
        {
            return Refuse(bundle, kernels, defect.Message);
        }
    }

    private static string? Misfit(ModelBundle bundle, IInferenceKernel kernel)
    {
        var planes = ViewStack.Create(bundle.Input.Views).Channels;
        if (kernel.InputChannels != planes)
            return $"the graph reads {kernel.InputChannels} planes, but input.views gives {planes}.";
        return kernel.OutputChannels == bundle.Outputs.Count
            ? null
            : $"the graph gives {kernel.OutputChannels} planes, but outputs names {bundle.Outputs.Count}.";
    }

    private IInferenceKernel Create(byte[] graph, InferenceDevice device)
    {
        var winograd = device.Provider == ExecutionProvider.Cpu && options.Value.CpuKernel == CpuKernel.Auto && WinogradKernel.IsFast;
        if (winograd && WinogradKernel.TryCreate(graph, devices.IntraOpThreads, options.Value.CpuArena) is { } kernel)
            return kernel;
        using var settings = OnnxSessionSettings.Create(device, options.Value, devices.IntraOpThreads);
        return new OnnxKernel(graph, settings);
    }

    private static Failure Refuse(ModelBundle bundle, List<IInferenceKernel> kernels, string reason)
    {
        kernels.ForEach(kernel => kernel.Dispose());
        return new Failure(FailureKind.ModelFault, $"Model bundle '{bundle.Name}': {reason}");
    }
}
