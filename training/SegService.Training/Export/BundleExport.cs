using SegService.OnnxWriter;
using SegService.Pipeline.Models;
using SegService.Pipeline.Postprocessing;
using SegService.Pipeline.Preprocessing;
using SegService.Training.Models;
using SegService.Training.Network;

namespace SegService.Training.Export;

/// <summary>Writes a model's folder under models/. Thresholds of a bundle that is already there are kept: calibrate afterwards.</summary>
internal static class BundleExport
{
    private const string Description =
        "Residual U-Net trained on the 2018 Data Science Bowl's stage-1 images; heads for nucleus, touching border and marker.";

    public static ModelBundle Write(string models, ModelRecipe recipe, NucleusNet network, string version, OnnxPrecision precision, TrainingOrigin training)
    {
        var folder = Directory.CreateDirectory(Path.Combine(models, recipe.Name)).FullName;
        var before = Existing(folder);
        NetworkGraph.Of(network, recipe.Name).Save(Path.Combine(folder, "model.onnx"), precision);
        return ModelBundleFile.Write(folder, new ModelBundle
        {
            Name = recipe.Name,
            Version = version,
            Sha256 = "",
            Outputs = [MapKind.Nucleus, MapKind.Border, MapKind.Marker],
            Input = new InputRecipe(recipe.Views, network.Shape.SizeMultiple, before?.Input.TargetDiameter),
            Thresholds = before?.Thresholds ?? new PostprocessingThresholds(),
            Training = training,
            Licence = "CC0-1.0",
            Description = Description,
        });
    }

    private static ModelBundle? Existing(string folder) =>
        ModelBundleFile.Read(folder).TryGet(out var read, out _) ? read.Bundle : null;
}
