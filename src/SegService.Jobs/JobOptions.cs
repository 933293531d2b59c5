using System.ComponentModel.DataAnnotations;

namespace SegService.Jobs;

/// <summary>Where jobs are kept.</summary>
public enum JobBackend
{
    /// <summary>SQLite and files in <see cref="JobOptions.DataDirectory"/>: one process.</summary>
    Embedded,

    /// <summary>NATS JetStream (<c>SegService:Nats</c>): many processes.</summary>
    Nats,
}

/// <summary>Section <c>SegService:Jobs</c>.</summary>
public sealed class JobOptions
{
    public const string Section = "SegService:Jobs";

    /// <summary>Where jobs are kept: on this machine, or in a NATS server that several share.</summary>
    [EnumDataType(typeof(JobBackend))]
    public JobBackend Backend { get; set; }

    /// <summary>Where the embedded backend keeps its database and blobs. One process at a time.</summary>
    [Required]
    public string DataDirectory { get; set; } = "data";

    /// <summary>How long a finished job's images and results are kept.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "3650.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Images a worker process has in hand at once: enough to keep decoding and post-processing beside inference.</summary>
    [Range(1, 256)]
    public int Slots { get; set; } = Math.Clamp(Environment.ProcessorCount, 2, 32);

    /// <summary>A worker silent for this long is given up. It renews three times as often.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Tries before an image ends as failed.</summary>
    [Range(1, 100)]
    public int MaxAttempts { get; set; } = 5;

    /// <summary>Pause before the second try; doubles with each further one, up to <see cref="MaxRetryDelay"/>.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(2);

    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Images that may wait; a job that does not fit is refused.</summary>
    [Range(1, 10_000_000)]
    public int MaxQueuedImages { get; set; } = 10_000;

    /// <summary>After a stop signal: how long images in hand may still finish before they are handed back.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>What the state of jobs depends on.</summary>
    public JobRules Rules => new(LeaseDuration, MaxAttempts, RetryDelay, MaxRetryDelay, MaxQueuedImages, Retention);
}
