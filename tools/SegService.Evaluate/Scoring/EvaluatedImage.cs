using SegService.Pipeline.Evaluation;

namespace SegService.Evaluate.Scoring;

/// <summary>One image's score and what folds.csv says of the image.</summary>
/// <param name="ImageId">Name of the image's folder.</param>
/// <param name="Group">Null where folds.csv is missing or does not list the image.</param>
/// <param name="Score">An image that could not be segmented scores as if nothing had been found in it.</param>
/// <param name="Failure">Why it could not be segmented; null where it was.</param>
internal sealed record EvaluatedImage(string ImageId, FoldRow? Group, ImageScore Score, string? Failure);
