using Microsoft.Net.Http.Headers;

namespace SegService.Api.Security;

/// <summary>What browsers may do with an answer: nothing with the API's, and with a page's only what that page needs.</summary>
internal static class SecurityHeaders
{
    private const string Nothing = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; ";

    /// <summary>Results are data: shown or saved, never run.</summary>
    private const string Api = Nothing + "sandbox";

    /// <summary>Own modules and styles from files, pictures made in the page, calls to this service alone.</summary>
    private const string Page = Nothing + "script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; font-src 'self'; worker-src 'self'; manifest-src 'self'";

    /// <summary>Swagger UI sets styles from script and has its icons as data.</summary>
    private const string Explorer = Nothing + "script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' blob: data:; connect-src 'self'";

    public static IApplicationBuilder UseSecurityHeaders(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        var (headers, path) = (http.Response.Headers, http.Request.Path);
        headers[HeaderNames.XContentTypeOptions] = "nosniff";
        headers[HeaderNames.XFrameOptions] = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
        headers[HeaderNames.ContentSecurityPolicy] = Policy(path);
        if (path.StartsWithSegments("/v1"))
            headers[HeaderNames.CacheControl] = "no-store";
        return next(http);
    });

    private static string Policy(PathString path) =>
        path.StartsWithSegments("/swagger") ? Explorer
        : path.StartsWithSegments("/v1") || path.StartsWithSegments("/health") || path.StartsWithSegments("/metrics") ? Api
        : Page;
}
