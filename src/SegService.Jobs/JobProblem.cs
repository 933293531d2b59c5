namespace SegService.Jobs;

/// <summary>Why an image has no result, for people (<see cref="Detail"/>) and for programs (the rest).</summary>
/// <param name="Kind">A short stable name; the processor's own, or one of the constants here.</param>
/// <param name="Detail">One sentence for the caller: no path, no stack trace, no image content.</param>
public sealed record JobProblem(string Kind, string Detail)
{
    /// <summary>The processor threw: a bug, not bad input.</summary>
    public const string Fault = "fault";

    /// <summary>The worker that held the image died or fell silent, each time it was tried.</summary>
    public const string WorkerLost = "workerLost";

    /// <summary>The field or parameter at fault, as the caller names it.</summary>
    public string? Field { get; init; }

    /// <summary>The limit that was exceeded, with its unit.</summary>
    public string? Limit { get; init; }
}
