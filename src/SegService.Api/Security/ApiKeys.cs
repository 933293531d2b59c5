using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace SegService.Api.Security;

/// <summary>
/// The configured keys, kept as hashes. A presented key is compared with every one of them, each in constant time, so that an answer's
/// time says nothing of how much was right or of which key it was.
/// </summary>
internal sealed class ApiKeys(IOptions<SecurityOptions> options)
{
    private readonly (string Name, byte[] Hash)[] _keys = [.. options.Value.ApiKeys.Select(key => (key.Name, Sha256(key)))];

    /// <summary>The name of the key's caller; null for an unknown key.</summary>
    public string? NameOf(string presented)
    {
        var hash = Sha256(presented);
        string? found = null;
        foreach (var (name, known) in _keys)
            found = CryptographicOperations.FixedTimeEquals(hash, known) ? name : found;
        return found;
    }

    public static byte[] Sha256(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    private static byte[] Sha256(ApiKeyOptions key) => string.IsNullOrEmpty(key.Key) ? Convert.FromHexString(key.KeySha256!) : Sha256(key.Key);
}
