using System.Globalization;
using Microsoft.ML.OnnxRuntime;

namespace SegService.Pipeline.Inference;

/// <summary>The only place where providers differ: ONNX Runtime's session options for a device.</summary>
internal static class OnnxSessionSettings
{
    public static SessionOptions Create(InferenceDevice device, InferenceOptions options, int intraOpThreads)
    {
        var session = new SessionOptions
        {
            IntraOpNumThreads = intraOpThreads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            EnableCpuMemArena = options.CpuArena,
            EnableMemoryPattern = false, // one pattern a shape, kept for ever: shapes vary here
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        try
        {
            session.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
            AppendProvider(session, device, options);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Settings by their names in ONNX Runtime's documentation of the CUDA execution provider.</summary>
    public static Dictionary<string, string> Cuda(int device, InferenceOptions options)
    {
        var settings = new Dictionary<string, string>
        {
            ["device_id"] = Text(device),
            ["arena_extend_strategy"] = "k" + options.ArenaExtendStrategy,
            ["cudnn_conv_algo_search"] = options.ConvAlgorithmSearch.ToString().ToUpperInvariant(),
        };
        if (options.GpuMemoryLimit is { } limit)
            settings["gpu_mem_limit"] = Text(limit);
        return settings;
    }

    /// <summary>Settings by their names in ONNX Runtime's documentation of the TensorRT execution provider.</summary>
    public static Dictionary<string, string> TensorRt(int device, InferenceOptions options)
    {
        var settings = new Dictionary<string, string>
        {
            ["device_id"] = Text(device),
            ["trt_fp16_enable"] = options.TensorRtHalfPrecision ? "1" : "0",
        };
        if (options.GpuMemoryLimit is { } limit)
            settings["trt_max_workspace_size"] = Text(limit);
        if (options.TensorRtCacheDirectory is { } folder)
            (settings["trt_engine_cache_enable"], settings["trt_engine_cache_path"]) = ("1", folder);
        return settings;
    }

    private static void AppendProvider(SessionOptions session, InferenceDevice device, InferenceOptions options)
    {
        if (device.Provider == ExecutionProvider.Cpu)
            return;
        if (device.Provider == ExecutionProvider.TensorRt)
        {
            using var tensorRt = new OrtTensorRTProviderOptions();
            tensorRt.UpdateOptions(TensorRt(device.Id, options));
            session.AppendExecutionProvider_Tensorrt(tensorRt);
        }

        using var cuda = new OrtCUDAProviderOptions();
        cuda.UpdateOptions(Cuda(device.Id, options));
        session.AppendExecutionProvider_CUDA(cuda);
    }

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
