using SegService.Pipeline.Evaluation;

namespace SegService.Pipeline.Models;

/// <summary>Where a bundle's weights come from: what an honest measurement of it has to know.</summary>
/// <param name="Split">The images it was trained on, of those that folds.csv lists.</param>
/// <param name="Seeds">Of weights and crops; one for each run whose weights were averaged.</param>
/// <param name="Crops">Seen in the last run, or in the last ones together.</param>
/// <param name="From">"name@version" of the bundle whose weights that run began with; null where they were random.</param>
/// <param name="Teacher">"name@version" of the bundle whose maps were half of that run's targets; null where annotations were all of them.</param>
public sealed record TrainingOrigin(ImageSplit Split, IReadOnlyList<int> Seeds, long Crops, string? From = null, string? Teacher = null);
