using Microsoft.Extensions.Options;

namespace SegService.Api.Security;

/// <summary>What attributes cannot say: rules between settings. All that is wrong is reported at once, and no key is repeated in it.</summary>
internal sealed class SecurityOptionsCheck : IValidateOptions<SecurityOptions>
{
    public ValidateOptionsResult Validate(string? name, SecurityOptions options)
    {
        string[] wrong = [.. Keys(options.ApiKeys), .. Origins(options.CorsOrigins)];
        return wrong.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }

    private static IEnumerable<string> Keys(List<ApiKeyOptions> keys)
    {
        for (var i = 0; i < keys.Count; i++)
        {
            var (key, earlier) = (keys[i], keys.Take(i));
            if (string.IsNullOrEmpty(key.Key) == string.IsNullOrEmpty(key.KeySha256))
                yield return $"{SecurityOptions.Section}:ApiKeys:{i} needs either a Key or a KeySha256.";
            else if (earlier.Any(other => Fingerprint(other) == Fingerprint(key)))
                yield return $"{SecurityOptions.Section}:ApiKeys:{i} is the same key as an earlier one.";
            if (earlier.Any(other => other.Name == key.Name && !other.HasQuotaOf(key)))
                yield return $"{SecurityOptions.Section}:ApiKeys:{i} has the name of an earlier key and another quota; a quota belongs to the name.";
        }
    }

    /// <summary>Never fails: what is no hash at all is refused by its own rule.</summary>
    private static string Fingerprint(ApiKeyOptions key) =>
        string.IsNullOrEmpty(key.Key) ? (key.KeySha256 ?? "").ToUpperInvariant() : Convert.ToHexString(ApiKeys.Sha256(key.Key));

    private static IEnumerable<string> Origins(List<string> origins) => origins.Where(origin => !IsOrigin(origin))
        .Select(origin => $"{SecurityOptions.Section}:CorsOrigins must hold origins such as https://viewer.example.org, not '{origin}'.");

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.GetLeftPart(UriPartial.Authority) == text;
}
