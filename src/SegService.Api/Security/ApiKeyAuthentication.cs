using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace SegService.Api.Security;

/// <summary>
/// Lets callers in by a configured key, sent as <c>Authorization: Bearer</c> or <c>X-Api-Key</c>. The caller's
/// <c>User.Identity.Name</c> is the key's name. A refusal is the same for no key, an unknown key and a revoked one.
/// </summary>
internal sealed class ApiKeyAuthentication(ApiKeys keys, IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public new const string Scheme = "ApiKey";
    public const string Header = "X-Api-Key";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(
        Presented() is not { } key ? AuthenticateResult.NoResult()
        : keys.NameOf(key) is not { } name ? AuthenticateResult.Fail("Unknown key.")
        : AuthenticateResult.Success(new AuthenticationTicket(Callers.Named(name, Scheme), Scheme)));

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) => Callers.ChallengeAsync(Context);

    private string? Presented() => Request.Headers[Header] is [{ Length: > 0 } key] ? key : Callers.BearerToken(Request);
}
