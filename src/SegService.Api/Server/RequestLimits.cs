using System.ComponentModel.DataAnnotations;

namespace SegService.Api.Server;

/// <summary>What one request may cost before it is refused. Bound to <c>SegService:Limits</c>.</summary>
public sealed class RequestLimits
{
    public const string Section = "SegService:Limits";

    /// <summary>Bytes of a request's body.</summary>
    [Range(1024L, 1_073_741_824L)]
    public long MaxRequestBytes { get; set; } = 67_108_864;

    /// <summary>Bytes of all uploads held in memory together; a request beyond it is answered 503.</summary>
    [Range(1024L, 1_099_511_627_776L)]
    public long MaxPendingBytes { get; set; } = 1_073_741_824;

    /// <summary>Connections open at once; a further one is closed at once.</summary>
    [Range(1, 1_000_000)]
    public int MaxConnections { get; set; } = 10_000;

    /// <summary>Time for a request's headers to arrive, 1 s to 5 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan HeadersTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Time for a segmentation's image to arrive, 1 s to 1 h: however steadily it trickles, it may not hold its memory for longer.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan UploadTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a connection may stay open with nothing asked, 1 s to 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Time from the upload's last byte to its result, 0.1 s to 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Time between saying "not ready" and closing the door on shutdown, 0 s to 5 min, so that load balancers notice.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan DrainDelay { get; set; } = TimeSpan.FromSeconds(3);
}
