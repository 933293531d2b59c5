namespace SegService.Pipeline.Models;

/// <summary>Which model gave a result. <paramref name="Sha256"/> is of the weights file; empty for classic, which has none.</summary>
public sealed record ModelIdentity(string Name, string Version, string Sha256)
{
    public override string ToString() => $"{Name}@{Version}";
}
