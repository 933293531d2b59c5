namespace SegService.Pipeline.Inference;

/// <summary>What runs the networks.</summary>
public enum ExecutionProvider
{
    /// <summary>CUDA where this build, its libraries and a device allow it, else the CPU; the log says which and why.</summary>
    Auto,
    Cpu,

    /// <summary>NVIDIA GPUs; start-up fails where that is not possible.</summary>
    Cuda,

    /// <summary>NVIDIA GPUs through TensorRT, CUDA for what it leaves; start-up fails where that is not possible.</summary>
    TensorRt,
}

/// <summary>One device of one provider; the CPU is one device.</summary>
public readonly record struct InferenceDevice(ExecutionProvider Provider, int Id)
{
    public static readonly InferenceDevice Cpu = new(ExecutionProvider.Cpu, 0);

    public override string ToString() => Provider == ExecutionProvider.Cpu ? "CPU" : $"{Provider} device {Id}";
}
