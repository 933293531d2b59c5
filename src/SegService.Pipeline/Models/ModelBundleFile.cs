using System.Security.Cryptography;
using System.Text.Json;

namespace SegService.Pipeline.Models;

/// <summary>A bundle's folder on disk. Defects come back as one <see cref="FailureKind.ModelFault"/> that names them all.</summary>
public static class ModelBundleFile
{
    public const string ManifestName = "bundle.json";

    /// <summary>Reads and checks a folder; the graph's bytes are those whose SHA-256 was checked.</summary>
    public static Outcome<(ModelBundle Bundle, byte[] Graph)> Read(string folder)
    {
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        try
        {
            return Read(folder, name);
        }
        catch (JsonException defect)
        {
            return Defective(name, $"{ManifestName}: {defect.Message}");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return Defective(name, $"a file is missing or cannot be read: {unreadable.Message}");
        }
    }

    /// <summary>Writes bundle.json for the graph that already lies in <paramref name="folder"/>, filling in its SHA-256.</summary>
    /// <returns>The bundle as written.</returns>
    /// <exception cref="ArgumentException">The bundle would be refused by <see cref="Read(string)"/>.</exception>
    public static ModelBundle Write(string folder, ModelBundle bundle)
    {
        var complete = bundle with { Sha256 = Sha256(File.ReadAllBytes(Path.Combine(folder, bundle.Graph))) };
        File.WriteAllText(Path.Combine(folder, ManifestName), Json(complete) + "\n");
        return Read(folder).TryGet(out _, out var failure) ? complete : throw new ArgumentException(failure.Detail, nameof(bundle));
    }

    internal static bool Equal(ModelBundle left, ModelBundle right) => Json(left) == Json(right);

    private static Outcome<(ModelBundle Bundle, byte[] Graph)> Read(string folder, string name)
    {
        using var manifest = File.OpenRead(Path.Combine(folder, ManifestName));
        if (JsonSerializer.Deserialize(manifest, ModelBundleJson.Default.ModelBundle) is not { } bundle)
            return Defective(name, $"{ManifestName} is null.");

        var defects = string.Join(" ", ModelBundleChecks.Defects(bundle, name));
        if (defects.Length > 0)
            return Defective(name, defects);

        var graph = File.ReadAllBytes(Path.Combine(folder, bundle.Graph));
        var sha256 = Sha256(graph);
        return sha256 == bundle.Sha256
            ? (bundle, graph)
            : Defective(name, $"{bundle.Graph} has SHA-256 {sha256}, but {ManifestName} says {bundle.Sha256}: it was changed or damaged.");
    }

    private static string Json(ModelBundle bundle) => JsonSerializer.Serialize(bundle, ModelBundleJson.Default.ModelBundle);

    private static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static Failure Defective(string name, string defect) => new(FailureKind.ModelFault, $"Model bundle '{name}': {defect}");
}
