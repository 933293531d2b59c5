using System.ComponentModel.DataAnnotations;

namespace SegService.Jobs.Nats;

/// <summary>Section <c>SegService:Nats</c>: the server that the Nats backend keeps jobs in.</summary>
public sealed class NatsOptions
{
    public const string Section = "SegService:Nats";

    /// <summary>One or more servers of a cluster, separated by commas: <c>nats://host:4222</c> or <c>tls://host:4222</c>.</summary>
    [Required]
    [RegularExpression(@"(nats|tls|ws|wss)://[^\s,]+(,(nats|tls|ws|wss)://[^\s,]+)*", ErrorMessage = "{0} must be nats://host:port, or several with commas.")]
    public string Url { get; set; } = "nats://localhost:4222";

    /// <summary>A credentials file as <c>nsc</c> writes it; none where the server asks for none or the address carries them.</summary>
    public string? CredentialsFile { get; set; }

    /// <summary>Servers that keep a copy. 3 survives the loss of one; an even number survives no more than the odd one below it.</summary>
    [Range(1, 5)]
    public int Replicas { get; set; } = 1;

    /// <summary>Starts the names of streams and subjects: services with different ones share a server without meeting.</summary>
    [Required]
    [RegularExpression("[A-Za-z0-9_-]{1,64}")]
    public string Prefix { get; set; } = "segservice";

    /// <summary>How long one request to the server may take before it is tried again.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How long requests are tried again, through lost connections and changes of leader, before the caller is told.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(14);
}
