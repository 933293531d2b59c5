using System.Diagnostics;
using System.Globalization;
using Microsoft.Net.Http.Headers;
using SegService.Api.Telemetry;
using SegService.Pipeline;

namespace SegService.Api.Problems;

/// <summary>Answers with a problem, always as application/problem+json: whoever asked for a PNG can still read what went wrong.</summary>
internal sealed class ProblemResult : IResult
{
    private readonly ProblemKind _kind;
    private ProblemDocument _document;

    public ProblemResult(ProblemKind kind, string detail) =>
        (_kind, _document) = (kind, new ProblemDocument(kind.Type, kind.Title, kind.Status, detail));

    public ProblemResult(Failure failure)
        : this(ProblemKind.Of(failure.Kind), failure.Detail)
    {
        _document = _document with { Field = failure.Field, Limit = failure.Limit, Value = failure.Value };
        if (failure.Kind is FailureKind.Overloaded or FailureKind.QuotaExceeded)
            RetryAfter = failure.RetryAfter;
    }

    public ProblemDocument Document => _document;

    public string? Field { init => _document = _document with { Field = value }; }

    public string? Limit { init => _document = _document with { Limit = value }; }

    public string? Value { init => _document = _document with { Value = value }; }

    /// <summary>When asking again may help.</summary>
    public TimeSpan? RetryAfter { private get; init; }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = _kind.Status;
        ServiceTelemetry.Answered(_kind);
        if (_kind == ProblemKind.Cancelled)
            return;
        if (RetryAfter is not null || _kind == ProblemKind.Overloaded || _kind == ProblemKind.QuotaExceeded)
            response.Headers.RetryAfter = Seconds(RetryAfter ?? TimeSpan.FromSeconds(1));
        if (_kind == ProblemKind.NotAcceptable)
            response.Headers.Append(HeaderNames.Vary, HeaderNames.Accept);

        var document = _document with { TraceId = Activity.Current?.TraceId.ToString() };
        await response.WriteAsJsonAsync(document, ApiJson.Default.ProblemDocument, ProblemDocument.MediaType, httpContext.RequestAborted);
    }

    private static string Seconds(TimeSpan wait) => Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
}
