using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace SegService.Api.Security;

/// <summary>Who may use <c>/v1</c>, and how much of it. Without keys and without <see cref="Jwt"/> the service is open. Bound to <c>SegService:Security</c>.</summary>
public sealed class SecurityOptions
{
    public const string Section = "SegService:Security";

    /// <summary>The callers that are let in by a key.</summary>
    [ValidateEnumeratedItems]
    public List<ApiKeyOptions> ApiKeys { get; set; } = [];

    /// <summary>The OpenID Connect issuer whose tokens are accepted too.</summary>
    [ValidateObjectMembers]
    public JwtOptions Jwt { get; set; } = new();

    /// <summary>Requests a minute of each caller who has no quota of its own; 0 means no quota.</summary>
    [Range(0, 1_000_000)]
    public int RequestsPerMinute { get; set; }

    /// <summary>Pixels a minute, likewise. An image larger than the whole quota is taken once the quota is untouched, and owed for.</summary>
    [Range(0L, 1L << 40)]
    public long PixelsPerMinute { get; set; }

    /// <summary>Origins whose pages may call the service from a browser, such as <c>https://viewer.example.org</c>. Empty: none but its own.</summary>
    public List<string> CorsOrigins { get; set; } = [];

    public bool IsOpen => ApiKeys.Count == 0 && !Jwt.IsEnabled;
}
