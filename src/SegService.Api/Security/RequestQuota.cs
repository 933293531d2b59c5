using Microsoft.AspNetCore.Authorization;
using SegService.Api.Problems;
using Serilog;

namespace SegService.Api.Security;

/// <summary>Charges every request that needed a name to that name, before its body is read, and names the caller in the log.</summary>
internal sealed class RequestQuota(RequestDelegate next, Quotas quotas, IDiagnosticContext log)
{
    public Task InvokeAsync(HttpContext http)
    {
        if (http.User.Identity?.Name is not { } caller || http.GetEndpoint()?.Metadata.GetMetadata<IAuthorizeData>() is null)
            return next(http);
        log.Set("Caller", caller);
        return quotas.TakeRequest(caller) is { } exceeded ? new ProblemResult(exceeded).ExecuteAsync(http) : next(http);
    }
}
