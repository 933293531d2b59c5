using System.ComponentModel.DataAnnotations;
using System.Net;

namespace SegService.Api.Jobs;

/// <summary>How owners are called when their jobs are finished. Bound to <c>SegService:Jobs</c>.</summary>
public sealed class CallbackOptions
{
    public const string Section = "SegService:Jobs";

    /// <summary>
    /// The key of the callbacks' signatures, shared with the receivers: 16 characters or more (<c>openssl rand -hex 32</c>). Without
    /// one, jobs with a callbackUrl are refused: a receiver could not tell a call of ours from anybody's.
    /// </summary>
    [StringLength(512, MinimumLength = 16)]
    public string? CallbackSecret { get; set; }

    /// <summary>Networks that may be called although they are private, loopback or link-local, as <c>10.1.0.0/16</c>. None by default.</summary>
    public IList<string> AllowedCallbackNetworks { get; } = [];

    /// <summary>Time for one call, from the look-up of its name to its answer, 1 s to 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan CallbackTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Calls before a receiver is given up; the pauses between them are those of <c>RetryDelay</c> and <c>MaxRetryDelay</c>.</summary>
    [Range(1, 100)]
    public int CallbackAttempts { get; set; } = 12;

    internal bool HasValidNetworks => AllowedCallbackNetworks.All(network => IPNetwork.TryParse(network, out _));
}
