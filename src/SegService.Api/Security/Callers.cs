using System.Security.Claims;
using Microsoft.Net.Http.Headers;
using SegService.Api.Problems;

namespace SegService.Api.Security;

/// <summary>What every way of authentication shares: what a caller is called, and what a stranger is told.</summary>
internal static class Callers
{
    public const string KeyNeeded = "A valid key is needed, as 'Authorization: Bearer <key>' or as 'X-Api-Key: <key>'.";

    private const string Bearer = "Bearer ";

    public static ClaimsPrincipal Named(string name, string scheme) => new(new ClaimsIdentity([new Claim(ClaimTypes.Name, name)], scheme));

    public static string? BearerToken(HttpRequest request) =>
        request.Headers.Authorization is [{ } value] && value.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? value[Bearer.Length..].Trim() : null;

    public static Task ChallengeAsync(HttpContext http)
    {
        http.Response.Headers[HeaderNames.WWWAuthenticate] = "Bearer realm=\"segservice\"";
        return new ProblemResult(ProblemKind.Unauthorized, KeyNeeded).ExecuteAsync(http);
    }
}
