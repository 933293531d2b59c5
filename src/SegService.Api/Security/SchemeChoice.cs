using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;

namespace SegService.Api.Security;

/// <summary>Keys and tokens come in the same header: where an issuer is configured, what looks like a token is checked as one.</summary>
internal sealed class SchemeChoice(IOptions<SecurityOptions> security) : IConfigureNamedOptions<PolicySchemeOptions>
{
    public const string Name = "KeyOrToken";

    public void Configure(string? name, PolicySchemeOptions options) => Configure(options);

    public void Configure(PolicySchemeOptions options) => options.ForwardDefaultSelector = http =>
        security.Value.Jwt.IsEnabled && Callers.BearerToken(http.Request) is { } bearer && JwtAuthentication.LooksLikeToken(bearer)
            ? JwtBearerDefaults.AuthenticationScheme
            : ApiKeyAuthentication.Scheme;
}
