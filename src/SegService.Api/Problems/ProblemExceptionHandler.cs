using Microsoft.AspNetCore.Diagnostics;
using SegService.Jobs;

namespace SegService.Api.Problems;

/// <summary>What the server refuses becomes its own problem; anything else is a bug: logged in full, answered without a trace.</summary>
internal sealed partial class ProblemExceptionHandler(ILogger<ProblemExceptionHandler> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        await Problem(httpContext, exception).ExecuteAsync(httpContext);
        return true;
    }

    private ProblemResult Problem(HttpContext http, Exception exception)
    {
        if (http.RequestAborted.IsCancellationRequested)
            return new ProblemResult(ProblemKind.Cancelled, "The caller went away.");
        if (exception is BadHttpRequestException refused)
            return new ProblemResult(ProblemKind.OfStatus(refused.StatusCode), refused.Message);
        if (exception is JobBackendUnavailableException)
            return new ProblemResult(ProblemKind.Overloaded, "Where jobs are kept does not answer at the moment; try again shortly.");

        LogUnexpected(exception, http.Request.Path);
        return new ProblemResult(ProblemKind.Unexpected, "This is a fault of the service, not of the request; its log has the details under traceId.");
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Error, Message = "Unexpected failure while answering {Path}")]
    private partial void LogUnexpected(Exception exception, PathString path);
}
