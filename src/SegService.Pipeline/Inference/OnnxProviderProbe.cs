using Microsoft.Extensions.Options;
using Microsoft.ML.OnnxRuntime;

namespace SegService.Pipeline.Inference;

/// <summary>Asks ONNX Runtime by really running a network of one node: the only proof that libraries, driver and device fit.</summary>
public sealed class OnnxProviderProbe(IOptions<InferenceOptions> options) : IProviderProbe
{
    /// <summary>An ONNX graph: y = Identity(x), one float32 vector of any length; written by the project's own graph writer.</summary>
    public const string IdentityGraph =
        "CAgSClNlZ1NlcnZpY2U6SQocCgF4EgF5GgpJZGVudGl0eV95IghJZGVudGl0eRIFcHJvYmVaEAoBeBILCgkIARIFCgMSAW5iEAoBeRILCgkIARIFCgMSAW5CAhAR";

    public string? WhatIsMissing(InferenceDevice device)
    {
        if (device.Provider != ExecutionProvider.Cpu && !Built(device.Provider))
            return "this build has no GPU support: build with -p:Gpu=true (or use the GPU image).";
        try
        {
            using var settings = OnnxSessionSettings.Create(device, options.Value, intraOpThreads: 1);
            using var session = new InferenceSession(Convert.FromBase64String(IdentityGraph), settings);
            using var x = OrtValue.CreateTensorValueFromMemory(new float[1], [1]);
            using var run = new RunOptions();
            using var results = session.Run(run, ["x"], [x], ["y"]);
            return null;
        }
        catch (Exception missing) when (missing is OnnxRuntimeException or EntryPointNotFoundException or DllNotFoundException)
        {
            return $"{device} does not run: {missing.Message} It needs an NVIDIA driver, the CUDA and cuDNN libraries of this ONNX " +
                "Runtime version (TensorRt also TensorRT's), and a device of that number; docs/gpu.md lists them.";
        }
    }

    private static bool Built(ExecutionProvider provider) => OrtEnv.Instance().GetAvailableProviders()
        .Contains(provider == ExecutionProvider.TensorRt ? "TensorrtExecutionProvider" : "CUDAExecutionProvider");
}
