using System.Text.Json.Serialization;
using SegService.Pipeline.Evaluation;
using SegService.Training.Augmentation;

namespace SegService.Training.Runs;

/// <summary>How one training run is made. What changes the weights is kept with every checkpoint.</summary>
internal sealed record RunOptions
{
    public required string Model { get; init; }

    /// <summary>Held out of training; null trains on all images.</summary>
    public int? Fold { get; init; }

    /// <summary>Acquisition groups held out of training, by the start of their name ("histology", "fluorescence-360x360").</summary>
    public IReadOnlyList<string> Holdout { get; init; } = [];

    public int Seed { get; init; } = 1;

    /// <summary>Length of the whole schedule in crops; null plans it from <see cref="Minutes"/> and the speed measured.</summary>
    public long? Crops { get; init; }

    /// <summary>Time this invocation may take; null is no limit.</summary>
    public double? Minutes { get; init; }

    public int BatchSize { get; init; } = 8;

    /// <summary>Side of a crop in pixels.</summary>
    public int CropSize { get; init; } = 256;

    /// <summary>A bundle's folder whose weights the run begins with; null begins with random ones.</summary>
    public string? From { get; init; }

    /// <summary>A bundle's folder that half of the targets are from, see <see cref="Distillation.Teacher"/>; null learns from annotations alone.</summary>
    public string? Teacher { get; init; }

    public double PeakRate { get; init; } = 2e-3;

    /// <summary>Augment as at the end of a training, see <see cref="AugmentationRecipe.Finish"/>.</summary>
    public bool Finish { get; init; }

    public int WarmUpSteps { get; init; } = 150;

    /// <summary>Compute in bfloat16 (weights and optimiser stay float32); false computes in float32.</summary>
    public bool HalfPrecision { get; init; } = true;

    public int Threads { get; init; } = 2;

    public double CheckpointMinutes { get; init; } = 10;

    /// <summary>Checkpoints, log and plot.</summary>
    public required string Folder { get; init; }

    [JsonIgnore]
    public AugmentationRecipe Augmentation => AugmentationRecipe.For(Finish);

    [JsonIgnore]
    public ImageSplit Split => new(Fold, Holdout);
}
