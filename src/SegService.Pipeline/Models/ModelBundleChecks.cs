using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
using SegService.Pipeline.Preprocessing;

namespace SegService.Pipeline.Models;

/// <summary>What JSON's types cannot say of a bundle.</summary>
internal static partial class ModelBundleChecks
{
    private const int LargestSizeMultiple = 256;

    public static IEnumerable<string> Defects(ModelBundle bundle, string folder) =>
        Naming(bundle, folder).Concat(Recipe(bundle)).Concat(Thresholds(bundle)).Concat(Regions(bundle));

    private static IEnumerable<string> Naming(ModelBundle bundle, string folder)
    {
        if (!Name().IsMatch(bundle.Name))
            yield return $"name '{bundle.Name}' must be lower-case letters, digits and hyphens.";
        if (bundle.Name is ModelCatalogue.Classic or ModelCatalogue.Default)
            yield return $"name '{bundle.Name}' is reserved.";
        if (bundle.Name != folder)
            yield return $"name '{bundle.Name}' differs from the folder's name.";
        if (string.IsNullOrWhiteSpace(bundle.Version))
            yield return "version is empty.";
        if (bundle.Graph != Path.GetFileName(bundle.Graph) || bundle.Graph.Length == 0)
            yield return $"graph '{bundle.Graph}' must be a file name in the bundle's folder.";
        if (!Sha256().IsMatch(bundle.Sha256))
            yield return "sha256 must be 64 lower-case hexadecimal digits.";
    }

    private static IEnumerable<string> Recipe(ModelBundle bundle)
    {
        if (!bundle.Outputs.Contains(MapKind.Nucleus))
            yield return "outputs must contain nucleus.";
        if (bundle.Outputs.Distinct().Count() != bundle.Outputs.Count)
            yield return "outputs names a plane twice.";
        if (!bundle.Outputs.All(Enum.IsDefined))
            yield return $"outputs must be {string.Join(", ", Enum.GetNames<MapKind>())}.";
        if (bundle.Input.Views.Count == 0)
            yield return "input.views is empty.";
        foreach (var view in bundle.Input.Views.Where(view => Views.All.All(known => known.Name != view)))
            yield return $"input.views names '{view}'; there are {string.Join(", ", Views.All.Select(known => known.Name))}.";
        if (bundle.Input.SizeMultiple is < 1 or > LargestSizeMultiple)
            yield return $"input.sizeMultiple {bundle.Input.SizeMultiple} is outside 1 to {LargestSizeMultiple}.";
        if (bundle.Input.TargetDiameter is <= 0)
            yield return $"input.targetDiameter {bundle.Input.TargetDiameter} must be positive.";
    }

    private static IEnumerable<string> Thresholds(ModelBundle bundle)
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(bundle.Thresholds, new ValidationContext(bundle.Thresholds), results, validateAllProperties: true);
        return results.Select(result => $"thresholds: {result.ErrorMessage}");
    }

    private static IEnumerable<string> Regions(ModelBundle bundle)
    {
        if (bundle.Regions is not { } regions)
            yield break;
        if (!bundle.Outputs.Contains(MapKind.Border) || !bundle.Outputs.Contains(MapKind.Marker))
            yield return "regions need the outputs border and marker.";
        foreach (var defect in regions.Defects())
            yield return $"regions: {defect}";
    }

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*$")]
    private static partial Regex Name();

    [GeneratedRegex("^[0-9a-f]{64}$")]
    private static partial Regex Sha256();
}
