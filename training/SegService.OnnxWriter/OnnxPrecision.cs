namespace SegService.OnnxWriter;

/// <summary>What weights are stored in and operators compute in. Graph inputs and outputs are float32 either way.</summary>
public enum OnnxPrecision
{
    Float32,

    /// <summary>Half the file; meant for GPUs.</summary>
    Float16,
}
