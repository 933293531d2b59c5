using System.ComponentModel.DataAnnotations;

namespace SegService.Pipeline.Caching;

/// <summary>How many probability maps are kept, so that other thresholds need no inference.</summary>
public sealed class MapCacheOptions
{
    public const string Section = "SegService:MapCache";

    /// <summary>
    /// Bytes of maps kept at most, beside the memory of images being worked on; 0 keeps none. A map takes a byte a pixel at the
    /// scale the network saw, and a model has up to three: the default holds about 22 million pixels, or 85 images of 512 x 512.
    /// </summary>
    [Range(0L, 1L << 40)]
    public long MaxBytes { get; set; } = 64 * 1024 * 1024;
}
