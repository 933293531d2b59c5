using System.ComponentModel.DataAnnotations;

namespace SegService.Pipeline.Inference;

/// <summary>How networks are run; docs/gpu.md has the table.</summary>
public sealed class InferenceOptions : IValidatableObject
{
    public const string Section = "SegService:Inference";

    [EnumDataType(typeof(ExecutionProvider))]
    public ExecutionProvider Provider { get; set; } = ExecutionProvider.Auto;

    /// <summary>GPUs to use, each once; none means the first. Not for the CPU.</summary>
    public DeviceIdList DeviceIds { get; set; } = [];

    /// <summary>Batches run at once on each device. Null: 1 on a GPU; on the CPU one a core, at most 8.</summary>
    [Range(1, 64)]
    public int? WorkersPerDevice { get; set; }

    /// <summary>Threads within a batch on the CPU. Null: the cores divided among the workers.</summary>
    [Range(1, 256)]
    public int? IntraOpThreads { get; set; }

    /// <summary>Tiles in a batch at most. Null: 8 on a GPU, 1 on the CPU, where larger batches only cost memory.</summary>
    [Range(1, 256)]
    public int? MaxBatchTiles { get; set; }

    /// <summary>How long a tile may wait for others to fill its batch. A lone tile does not wait for an idle worker.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:01", ParseLimitsInInvariantCulture = true)]
    public TimeSpan MaxBatchDelay { get; set; } = TimeSpan.FromMilliseconds(2);

    /// <summary>Requests are refused while more tile pixels than this wait for a worker.</summary>
    [Range(65_536L, 1L << 40)]
    public long MaxQueuedPixels { get; set; } = 32 * 1024 * 1024;

    /// <summary>Larger images are cut into tiles of at most this height and width, in pixels.</summary>
    [Range(128, 4096)]
    public int MaxTileSide { get; set; } = 768;

    /// <summary>Pixels neighbouring tiles share; at most a quarter of <see cref="MaxTileSide"/>.</summary>
    [Range(0, 1024)]
    public int TileOverlap { get; set; } = 64;

    [EnumDataType(typeof(CpuKernel))]
    public CpuKernel CpuKernel { get; set; } = CpuKernel.Auto;

    /// <summary>Whether CPU kernels keep their working memory for the next run: faster on large tiles, but never given back.</summary>
    public bool CpuArena { get; set; } = true;

    /// <summary>Bytes of each GPU's memory that sessions may use; null is no limit.</summary>
    [Range(268_435_456L, 1L << 40)]
    public long? GpuMemoryLimit { get; set; }

    [EnumDataType(typeof(ArenaExtendStrategy))]
    public ArenaExtendStrategy ArenaExtendStrategy { get; set; } = ArenaExtendStrategy.SameAsRequested;

    [EnumDataType(typeof(ConvAlgorithmSearch))]
    public ConvAlgorithmSearch ConvAlgorithmSearch { get; set; } = ConvAlgorithmSearch.Heuristic;

    /// <summary>Lets TensorRT compute in half precision.</summary>
    public bool TensorRtHalfPrecision { get; set; }

    /// <summary>Folder where TensorRT keeps the engines it built; null builds them anew at each start.</summary>
    public string? TensorRtCacheDirectory { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (TileOverlap > MaxTileSide / 4)
            yield return new ValidationResult($"TileOverlap {TileOverlap} is more than a quarter of MaxTileSide {MaxTileSide}.", [nameof(TileOverlap)]);
        if (DeviceIds.Exists(id => id < 0) || DeviceIds.Distinct().Count() != DeviceIds.Count)
            yield return new ValidationResult($"DeviceIds '{DeviceIds}' must be different numbers from 0.", [nameof(DeviceIds)]);
        if (Provider == ExecutionProvider.Cpu && DeviceIds.Count > 0)
            yield return new ValidationResult("DeviceIds choose GPUs, but Provider is Cpu.", [nameof(DeviceIds)]);
    }
}

/// <summary>What runs networks on the CPU.</summary>
public enum CpuKernel
{
    /// <summary>The Winograd kernel on processors with AVX-512, for networks that it knows how to run; else ONNX Runtime.</summary>
    Auto,
    OnnxRuntime,
}

/// <summary>How a GPU's memory arena grows.</summary>
public enum ArenaExtendStrategy
{
    NextPowerOfTwo,
    SameAsRequested,
}

/// <summary>How cuDNN chooses an algorithm for each new shape; exhaustive search takes seconds a shape.</summary>
public enum ConvAlgorithmSearch
{
    Heuristic,
    Exhaustive,
    Default,
}
