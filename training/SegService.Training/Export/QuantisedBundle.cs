using SegService.Pipeline.Models;

namespace SegService.Training.Export;

/// <summary>The bundle of a quantised graph, beside the one it was made of and as sure of its origin, but without its scores.</summary>
internal static class QuantisedBundle
{
    private const string Suffix = "-int8";
    private const string Description = " In 8 bits, for processors with VNNI.";

    /// <param name="models">Folder of bundles.</param>
    /// <param name="bundle">The one in float32.</param>
    /// <param name="graph">Quantised.</param>
    public static ModelBundle Write(string models, ModelBundle bundle, byte[] graph)
    {
        var name = bundle.Name + Suffix;
        var folder = Directory.CreateDirectory(Path.Combine(models, name)).FullName;
        File.WriteAllBytes(Path.Combine(folder, bundle.Graph), graph);
        return ModelBundleFile.Write(folder, bundle with
        {
            Name = name,
            Description = bundle.Description + Description,
            Scores = new Dictionary<string, double>(),
        });
    }
}
