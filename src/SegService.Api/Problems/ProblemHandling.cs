namespace SegService.Api.Problems;

/// <summary>Gives every error without a body, and every exception, the problem it stands for.</summary>
internal static class ProblemHandling
{
    public static IServiceCollection AddProblems(this IServiceCollection services) =>
        services.AddProblemDetails().AddExceptionHandler<ProblemExceptionHandler>();

    public static IApplicationBuilder UseProblems(this IApplicationBuilder app) =>
        app.UseExceptionHandler().UseStatusCodePages(pages => OfStatus(pages.HttpContext).ExecuteAsync(pages.HttpContext));

    private static ProblemResult OfStatus(HttpContext http)
    {
        var kind = ProblemKind.OfStatus(http.Response.StatusCode);
        return new ProblemResult(kind, kind.Name switch
        {
            "not-found" => "Nothing is served at this path.",
            "method-not-allowed" => $"This path answers {http.Response.Headers.Allow}, not {http.Request.Method}.",
            _ => "The request was refused.",
        });
    }
}
