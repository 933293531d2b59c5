using System.Text.Json.Serialization;
using SegService.Pipeline.Postprocessing;
using SegService.Pipeline.Postprocessing.Regions;
using SegService.Pipeline.Preprocessing;

namespace SegService.Pipeline.Models;

/// <summary>
/// bundle.json: everything that belongs to one set of trained weights and was decided with them. It lies beside the graph in
/// <c>models/&lt;name&gt;/</c>.
/// </summary>
public sealed record ModelBundle
{
    /// <summary>Lower-case letters, digits and hyphens; also the folder's name.</summary>
    public required string Name { get; init; }

    /// <summary>Raised whenever weights, recipe or thresholds change; every result names it.</summary>
    public required string Version { get; init; }

    /// <summary>File name of the ONNX graph in the bundle's folder.</summary>
    public string Graph { get; init; } = "model.onnx";

    /// <summary>SHA-256 of the graph's file, 64 lower-case hexadecimal digits.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Meaning of the graph's output planes, in their order.</summary>
    public required IReadOnlyList<MapKind> Outputs { get; init; }

    public required InputRecipe Input { get; init; }

    public required PostprocessingThresholds Thresholds { get; init; }

    /// <summary>Which regions of the maps are nuclei; null where seeds above a threshold decide.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RegionModel? Regions { get; init; }

    /// <summary>SPDX identifier of the weights' licence.</summary>
    public required string Licence { get; init; }

    /// <summary>One or two sentences for people choosing a model.</summary>
    public required string Description { get; init; }

    [JsonIgnore]
    public ModelIdentity Identity => new(Name, Version, Sha256);

    /// <summary>Null where the bundle does not tell.</summary>
    public TrainingOrigin? Training { get; init; }

    /// <summary>Measured scores by name, for instance "outOfFold"; the model card says how each was measured.</summary>
    public IReadOnlyDictionary<string, double> Scores { get; init; } = new Dictionary<string, double>();
}
