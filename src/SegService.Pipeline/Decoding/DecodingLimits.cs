using System.ComponentModel.DataAnnotations;

namespace SegService.Pipeline.Decoding;

/// <summary>The largest image that is decoded; judged by its header. Bound to <c>SegService:Limits</c>.</summary>
public sealed class DecodingLimits
{
    public const string Section = "SegService:Limits";

    /// <summary>Width x height of one page. The default is 16,384 squared.</summary>
    [Range(1, 1L << 30)]
    public long MaxPixels { get; set; } = 268_435_456;

    /// <summary>Pixels along either side.</summary>
    [Range(1, 1 << 20)]
    public int MaxDimension { get; set; } = 65_536;

    /// <summary>Pages of a multi-page TIFF.</summary>
    [Range(1, 65_536)]
    public int MaxPages { get; set; } = 10_000;

    /// <summary>Samples per pixel, alpha included.</summary>
    [Range(1, 64)]
    public int MaxChannels { get; set; } = 64;

    /// <summary>Bytes of one page's samples in memory: width x height x channels x bytes per sample.</summary>
    [Range(1L << 20, 1L << 36)]
    public long MaxDecodedBytes { get; set; } = 1L << 31;
}
