using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace SegService.Api.Security;

/// <summary>
/// Lets callers in by a token of the configured issuer. Their name is <c>jwt:</c> and the token's subject: it cannot be the name of a key,
/// so nobody comes by a key's jobs or quota by naming an account like it.
/// </summary>
internal sealed class JwtAuthentication(IOptions<SecurityOptions> security) : IConfigureNamedOptions<JwtBearerOptions>
{
    public const string Prefix = "jwt:";

    public void Configure(string? name, JwtBearerOptions options) => Configure(options);

    public void Configure(JwtBearerOptions options)
    {
        var jwt = security.Value.Jwt;
        options.Authority = jwt.Authority;
        options.RequireHttpsMetadata = jwt.RequireHttps;
        options.MapInboundClaims = false;
        options.IncludeErrorDetails = false;
        options.TokenValidationParameters = new TokenValidationParameters { ValidAudience = jwt.Audience, NameClaimType = jwt.NameClaim };
        options.Events = new JwtBearerEvents { OnTokenValidated = Rename, OnChallenge = RefuseAsync };
    }

    /// <summary>Three parts with dots between them; everything else is a key.</summary>
    public static bool LooksLikeToken(string? bearer) => bearer is not null && bearer.Count(letter => letter == '.') == 2;

    private static Task Rename(TokenValidatedContext context)
    {
        if (context.Principal?.Identity?.Name is { Length: > 0 } subject)
            context.Principal = Callers.Named(Prefix + subject, JwtBearerDefaults.AuthenticationScheme);
        else
            context.Fail("The token names no caller.");
        return Task.CompletedTask;
    }

    private static Task RefuseAsync(JwtBearerChallengeContext context)
    {
        context.HandleResponse();
        return Callers.ChallengeAsync(context.HttpContext);
    }
}
