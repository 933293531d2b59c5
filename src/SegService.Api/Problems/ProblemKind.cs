using System.Diagnostics;
using SegService.Pipeline;

namespace SegService.Api.Problems;

/// <summary>A documented kind of problem: its <see cref="Type"/> and status never change.</summary>
internal sealed record ProblemKind(string Name, int Status, string Title)
{
    public static readonly ProblemKind UnreadableImage = new("unreadable-image", StatusCodes.Status400BadRequest, "The image cannot be read");
    public static readonly ProblemKind InvalidParameter = new("invalid-parameter", StatusCodes.Status400BadRequest, "A parameter is missing, unknown or out of range");
    public static readonly ProblemKind BadRequest = new("bad-request", StatusCodes.Status400BadRequest, "The request is not valid HTTP");
    public static readonly ProblemKind Unauthorized = new("unauthorized", StatusCodes.Status401Unauthorized, "A valid key is needed");
    public static readonly ProblemKind UnknownModel = new("unknown-model", StatusCodes.Status404NotFound, "No such model");
    public static readonly ProblemKind NotFound = new("not-found", StatusCodes.Status404NotFound, "No such resource");
    public static readonly ProblemKind MethodNotAllowed = new("method-not-allowed", StatusCodes.Status405MethodNotAllowed, "The resource does not support this method");
    public static readonly ProblemKind NotAcceptable = new("not-acceptable", StatusCodes.Status406NotAcceptable, "The result cannot be given in this format");
    public static readonly ProblemKind TooSlow = new("request-timeout", StatusCodes.Status408RequestTimeout, "The request arrived too slowly");
    public static readonly ProblemKind IdempotencyConflict = new("idempotency-conflict", StatusCodes.Status409Conflict, "The idempotency key belongs to another request");
    public static readonly ProblemKind NotFinished = new("not-finished", StatusCodes.Status409Conflict, "There is no result yet");
    public static readonly ProblemKind NoResult = new("no-result", StatusCodes.Status409Conflict, "The work ended without a result");
    public static readonly ProblemKind Gone = new("gone", StatusCodes.Status410Gone, "The data was removed");
    public static readonly ProblemKind TooLarge = new("too-large", StatusCodes.Status413PayloadTooLarge, "The image is larger than this service accepts");
    public static readonly ProblemKind UnsupportedFormat = new("unsupported-format", StatusCodes.Status415UnsupportedMediaType, "Not an image format this service reads");
    public static readonly ProblemKind QuotaExceeded = new("quota-exceeded", StatusCodes.Status429TooManyRequests, "This caller's quota is used up");
    public static readonly ProblemKind ModelFault = new("model-fault", StatusCodes.Status500InternalServerError, "The model failed on this image");
    public static readonly ProblemKind Unexpected = new("unexpected", StatusCodes.Status500InternalServerError, "The service failed unexpectedly");
    public static readonly ProblemKind Overloaded = new("overloaded", StatusCodes.Status503ServiceUnavailable, "The service is working at its limit");
    public static readonly ProblemKind TimedOut = new("timed-out", StatusCodes.Status504GatewayTimeout, "The work took longer than the configured limit");

    /// <summary>Never sent: the caller is gone. The status is what the log shows, as other servers do.</summary>
    public static readonly ProblemKind Cancelled = new("cancelled", StatusCodes.Status499ClientClosedRequest, "The caller went away");

    public static readonly IReadOnlyList<ProblemKind> All =
    [
        UnreadableImage, InvalidParameter, BadRequest, Unauthorized, UnknownModel, NotFound, MethodNotAllowed, NotAcceptable, TooSlow, TooLarge,
        UnsupportedFormat, QuotaExceeded, ModelFault, Unexpected, Overloaded, TimedOut,
        IdempotencyConflict, NotFinished, NoResult, Gone,
    ];

    public string Type => $"urn:segservice:problem:{Name}";

    /// <summary>The one mapping from the pipeline's closed failures to HTTP.</summary>
    public static ProblemKind Of(FailureKind kind) => kind switch
    {
        FailureKind.Unreadable => UnreadableImage,
        FailureKind.UnsupportedFormat => UnsupportedFormat,
        FailureKind.TooLarge => TooLarge,
        FailureKind.InvalidParameter => InvalidParameter,
        FailureKind.UnknownModel => UnknownModel,
        FailureKind.NotAcceptable => NotAcceptable,
        FailureKind.QuotaExceeded => QuotaExceeded,
        FailureKind.Overloaded => Overloaded,
        FailureKind.TimedOut => TimedOut,
        FailureKind.Cancelled => Cancelled,
        FailureKind.ModelFault => ModelFault,
        _ => throw new UnreachableException($"No problem is defined for {kind}."),
    };

    /// <summary>For a status that came without a failure: from routing, or from the server refusing the request itself.</summary>
    public static ProblemKind OfStatus(int status) => status switch
    {
        StatusCodes.Status404NotFound => NotFound,
        StatusCodes.Status405MethodNotAllowed => MethodNotAllowed,
        StatusCodes.Status408RequestTimeout => TooSlow,
        StatusCodes.Status413PayloadTooLarge => TooLarge,
        StatusCodes.Status415UnsupportedMediaType => UnsupportedFormat,
        >= 500 => Unexpected,
        _ => BadRequest,
    };
}
