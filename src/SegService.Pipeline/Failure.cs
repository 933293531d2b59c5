namespace SegService.Pipeline;

/// <summary>Every way in which an accepted request can end without a result. Closed: the API maps each member once.</summary>
public enum FailureKind
{
    /// <summary>The bytes claim a format we read but are damaged or truncated.</summary>
    Unreadable,

    /// <summary>The bytes are not an image format we read, or a variant of one that we do not.</summary>
    UnsupportedFormat,

    /// <summary>More bytes, pixels, pages or channels than the configured limit.</summary>
    TooLarge,

    /// <summary>A parameter is malformed or out of its range.</summary>
    InvalidParameter,

    /// <summary>No model or alias of that name.</summary>
    UnknownModel,

    /// <summary>The result exists but cannot be expressed in the format asked for.</summary>
    NotAcceptable,

    /// <summary>The caller used up its own allowance; <see cref="Failure.RetryAfter"/> says when to try again.</summary>
    QuotaExceeded,

    /// <summary>The queue or the pixel budget is full; <see cref="Failure.RetryAfter"/> says when to try again.</summary>
    Overloaded,

    /// <summary>The work took longer than the configured limit.</summary>
    TimedOut,

    /// <summary>The caller went away or cancelled.</summary>
    Cancelled,

    /// <summary>The model failed to run on valid input.</summary>
    ModelFault,
}

/// <summary>Why there is no result, for people (<see cref="Detail"/>) and for programs (the rest).</summary>
/// <param name="Kind">What kind of failure, one of a closed set.</param>
/// <param name="Detail">One sentence for the caller: no path, no stack trace, no image content.</param>
public sealed record Failure(FailureKind Kind, string Detail)
{
    /// <summary>The request's field or parameter at fault, as the caller names it ("image", "maskThreshold").</summary>
    public string? Field { get; init; }

    /// <summary>The limit or range that was exceeded, with its unit ("67108864 pixels", "0.25 to 4").</summary>
    public string? Limit { get; init; }

    /// <summary>The offending value, shortened where it is long.</summary>
    public string? Value { get; init; }

    public TimeSpan? RetryAfter { get; init; }
}
