using System.ComponentModel.DataAnnotations;

namespace SegService.Api.Jobs;

/// <summary>
/// What one submission may cost before it is refused. Bound to <c>SegService:Jobs</c>. Each image is held to
/// <c>SegService:Limits</c> besides, as if it were sent to <c>/v1/segmentations</c>.
/// </summary>
public sealed class JobLimits
{
    public const string Section = "SegService:Jobs";

    /// <summary>Bytes of a submission's body, 1 KiB to 64 GiB.</summary>
    [Range(1024L, 68_719_476_736L)]
    public long MaxRequestBytes { get; set; } = 1_073_741_824;

    /// <summary>Bytes of all images of a job together, once unpacked.</summary>
    [Range(1024L, 1_099_511_627_776L)]
    public long MaxUnpackedBytes { get; set; } = 4_294_967_296;

    /// <summary>Images of one job.</summary>
    [Range(1, 100_000)]
    public int MaxImages { get; set; } = 1000;
}
