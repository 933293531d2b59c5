using System.ComponentModel.DataAnnotations;

namespace SegService.Pipeline.Admission;

/// <summary>How much work may be in memory at once. Bound to <c>SegService:Limits</c>.</summary>
public sealed class AdmissionOptions
{
    public const string Section = "SegService:Limits";

    /// <summary>
    /// Pixels of all images being worked on together. A pixel costs about 60 bytes on its way through a network, so the default is
    /// about 8 GB at the very most. Images worked on in windows count a fifth of their pixels. An image larger than this on its own is
    /// never admitted.
    /// </summary>
    [Range(65_536, 17_179_869_184)]
    public long MaxPendingPixels { get; set; } = 134_217_728;

    /// <summary>Images being worked on together, however small.</summary>
    [Range(1, 100_000)]
    public int MaxPendingImages { get; set; } = 256;

    /// <summary>CPU stages (decode, preprocess, post-process, encode) running at once; 0 means one per processor.</summary>
    [Range(0, 1024)]
    public int CpuWorkers { get; set; }
}
