using SegService.Pipeline.Models;
using SegService.Pipeline.Postprocessing;
using SegService.Pipeline.Preprocessing;

namespace SegService.Api.ModelCatalogue;

/// <summary>What a caller may want to know before choosing a model.</summary>
/// <param name="Name">The value of <c>model=</c>.</param>
/// <param name="Version">Changes whenever weights, recipe or thresholds do.</param>
/// <param name="IsDefault">Whether <c>model=default</c> means this one.</param>
/// <param name="Description">For whom and what it is.</param>
/// <param name="Licence">SPDX identifier.</param>
/// <param name="Sha256">Of the weights file; null for classic, which has none.</param>
/// <param name="Input">How an image becomes the network's input; null for classic.</param>
/// <param name="Thresholds">Calibrated post-processing; null for classic, which measures its own on each image.</param>
/// <param name="Scores">Measured scores by name.</param>
public sealed record ModelDocument(string Name, string Version, bool IsDefault, string Description, string Licence, string? Sha256,
    InputRecipe? Input, PostprocessingThresholds? Thresholds, IReadOnlyDictionary<string, double> Scores)
{
    private const string Classic = "Image processing alone: polarity, background, threshold and watershed, measured on each image. Needs no weights.";

    internal static ModelDocument From(ModelListing listing) => listing.Bundle is { } bundle
        ? new(bundle.Name, bundle.Version, listing.IsDefault, bundle.Description, bundle.Licence, bundle.Sha256, bundle.Input, bundle.Thresholds, bundle.Scores)
        : new(listing.Identity.Name, listing.Identity.Version, listing.IsDefault, Classic, "Apache-2.0", null, null, null, new Dictionary<string, double>());
}

/// <param name="Default">The model that <c>model=default</c> means.</param>
/// <param name="Models">Every model, by name.</param>
public sealed record ModelList(string Default, IReadOnlyList<ModelDocument> Models);
