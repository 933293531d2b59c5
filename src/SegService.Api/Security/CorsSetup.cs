using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using SegService.Api.Jobs;

namespace SegService.Api.Security;

/// <summary>What pages of the configured origins may send and read. Keys travel in headers, so no cookie is ever allowed.</summary>
internal sealed class CorsSetup(IOptions<SecurityOptions> security) : IConfigureOptions<CorsOptions>
{
    private static readonly string[] Sent =
        [HeaderNames.Accept, HeaderNames.Authorization, HeaderNames.ContentType, ApiKeyAuthentication.Header, JobSubmitter.KeyHeader, "Last-Event-ID"];

    private static readonly string[] Read = [HeaderNames.ContentDisposition, HeaderNames.Location, HeaderNames.RetryAfter, "Server-Timing", "X-Model"];

    public void Configure(CorsOptions options) => options.AddDefaultPolicy(policy => policy
        .WithOrigins([.. security.Value.CorsOrigins])
        .WithMethods(HttpMethods.Get, HttpMethods.Post, HttpMethods.Delete)
        .WithHeaders(Sent).WithExposedHeaders(Read)
        .SetPreflightMaxAge(TimeSpan.FromHours(1)));
}
