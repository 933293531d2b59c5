using System.ComponentModel.DataAnnotations;

namespace SegService.Api.Security;

/// <summary>An OpenID Connect issuer whose bearer tokens are accepted beside API keys. Off while <see cref="Authority"/> is empty.</summary>
public sealed class JwtOptions : IValidatableObject
{
    /// <summary>The issuer's address, below which <c>/.well-known/openid-configuration</c> is found; its keys are fetched from there.</summary>
    public string Authority { get; set; } = "";

    /// <summary>What a token's <c>aud</c> must name.</summary>
    public string Audience { get; set; } = "";

    /// <summary>The claim that names the caller.</summary>
    [Required]
    public string NameClaim { get; set; } = "sub";

    /// <summary>Whether the issuer must be reached by https; false is for trying things out.</summary>
    public bool RequireHttps { get; set; } = true;

    public bool IsEnabled => Authority.Length > 0;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!IsEnabled)
            yield break;
        if (!Uri.TryCreate(Authority, UriKind.Absolute, out var issuer) || (RequireHttps && issuer.Scheme != Uri.UriSchemeHttps))
            yield return new ValidationResult($"The {nameof(Authority)} must be an absolute https address.", [nameof(Authority)]);
        if (Audience.Length == 0)
            yield return new ValidationResult($"An {nameof(Audience)} is needed: without one, any token of the issuer would do.", [nameof(Audience)]);
    }
}
