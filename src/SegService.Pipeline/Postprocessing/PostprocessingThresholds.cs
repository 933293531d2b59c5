using System.ComponentModel.DataAnnotations;

namespace SegService.Pipeline.Postprocessing;

/// <summary>Where probabilities become instances. Calibrated with the weights, so kept in the model's bundle.json.</summary>
public sealed record PostprocessingThresholds
{
    /// <summary>A pixel belongs to a nucleus when its nucleus probability is at least this.</summary>
    [Range(0.01, 0.99)]
    public double MaskThreshold { get; init; } = 0.5;

    /// <summary>A pixel seeds an instance when marker x (1 - border) is at least this.</summary>
    [Range(0.01, 0.99)]
    public double SeedThreshold { get; init; } = 0.5;

    /// <summary>Instances of fewer pixels are dropped.</summary>
    [Range(0, 1_000_000)]
    public int MinArea { get; init; } = 15;

    /// <summary>Instances whose mean nucleus probability is lower are dropped.</summary>
    [Range(0, 1)]
    public double MinScore { get; init; }

    /// <summary>Instances smaller than this fraction of the image's median instance area are dropped.</summary>
    [Range(0, 1)]
    public double MinRelativeArea { get; init; }
}
