namespace SegService.Jobs;

/// <summary>A job about to be accepted. Its images are in the blob store already, under <see cref="Id"/>.</summary>
public sealed record JobSubmission
{
    /// <summary>A version 7 GUID, so that ids sort by time.</summary>
    public required Guid Id { get; init; }

    /// <summary>Whose job it is: the API key's name. Work is shared out evenly between owners.</summary>
    public required string Owner { get; init; }

    /// <summary>Chosen by the caller; the same key with the same <see cref="Fingerprint"/> is the same job.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>SHA-256 over everything that makes the request what it is.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>What the processor needs to know beside the bytes; opaque here.</summary>
    public required string Options { get; init; }

    public Uri? Callback { get; init; }

    /// <summary>W3C traceparent of the request that submits: the work on the images goes into its trace.</summary>
    public string? TraceParent { get; init; }

    /// <summary>At least one.</summary>
    public required IReadOnlyList<SubmittedImage> Images { get; init; }
}

/// <summary>One image of a submission.</summary>
/// <param name="ImageId">The caller's name for it.</param>
/// <param name="Source">The upload.</param>
/// <param name="Pixels">Its cost: what waiting time is estimated from.</param>
public sealed record SubmittedImage(string ImageId, Blob Source, long Pixels);

/// <summary>What became of a submission. A closed set.</summary>
public abstract record SubmitOutcome
{
    private SubmitOutcome()
    {
    }

    /// <summary>On stable storage from now on.</summary>
    public sealed record Accepted(Job Job) : SubmitOutcome;

    /// <summary>The same submission was accepted before, as <paramref name="Job"/>; nothing was stored.</summary>
    public sealed record Duplicate(Job Job) : SubmitOutcome;

    /// <summary>The idempotency key belongs to another submission.</summary>
    public sealed record Conflict(Guid Job) : SubmitOutcome;

    /// <summary>The queue holds <paramref name="Limit"/> images at most and this job does not fit.</summary>
    public sealed record Full(int Limit) : SubmitOutcome;
}
