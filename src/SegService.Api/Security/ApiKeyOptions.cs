using System.ComponentModel.DataAnnotations;

namespace SegService.Api.Security;

/// <summary>
/// One key of a caller: either <see cref="Key"/> or <see cref="KeySha256"/>. Several keys may carry one name, so that a caller can change
/// keys without losing its jobs; taking an entry out of the configuration revokes the key at the next start.
/// </summary>
public sealed class ApiKeyOptions
{
    /// <summary>The caller, as logs and quotas know it and as the owner of its jobs. No colon: names with one belong to token subjects.</summary>
    [Required, StringLength(64), RegularExpression(@"[^:\p{C}]+", ErrorMessage = "A key's Name must not hold a colon or a control character.")]
    public string Name { get; set; } = "";

    /// <summary>The key itself, of visible ASCII characters. Take a random one: <c>openssl rand -hex 32</c>.</summary>
    [StringLength(512), RegularExpression("[!-~]+", ErrorMessage = "A Key must consist of visible ASCII characters.")]
    public string? Key { get; set; }

    /// <summary>
    /// The SHA-256 of the key in hexadecimal, for configuration that holds no secrets: <c>printf %s "$key" | sha256sum</c>. One fast hash
    /// is enough for random keys; a key that people can remember does not belong here.
    /// </summary>
    [RegularExpression("[0-9a-fA-F]{64}", ErrorMessage = "A KeySha256 must be 64 hexadecimal digits.")]
    public string? KeySha256 { get; set; }

    /// <summary>This caller's requests a minute; null: <see cref="SecurityOptions.RequestsPerMinute"/>; 0: no quota.</summary>
    [Range(0, 1_000_000)]
    public int? RequestsPerMinute { get; set; }

    /// <summary>This caller's pixels a minute; null: <see cref="SecurityOptions.PixelsPerMinute"/>; 0: no quota.</summary>
    [Range(0L, 1L << 40)]
    public long? PixelsPerMinute { get; set; }

    internal bool HasQuotaOf(ApiKeyOptions other) => (RequestsPerMinute, PixelsPerMinute) == (other.RequestsPerMinute, other.PixelsPerMinute);
}
