namespace SegService.Pipeline.Evaluation;

/// <summary>Which annotated images a model is trained on, and which are kept from it.</summary>
/// <param name="Fold">Held out, by the column fold of folds.csv; null holds no fold out.</param>
/// <param name="Holdout">Acquisition groups held out, by the start of their name ("histology", "fluorescence-360x360").</param>
public sealed record ImageSplit(int? Fold, IReadOnlyList<string> Holdout)
{
    /// <summary>Whether an image is trained on.</summary>
    public bool Trains(FoldRow image) => image.Fold != Fold && !IsHeldOut(image.Acquisition);

    /// <summary>Whether an image is validated on: of the held-out groups where there are any, else of the held-out fold.</summary>
    public bool Validates(FoldRow image) => Holdout.Count > 0 ? IsHeldOut(image.Acquisition) : image.Fold == Fold;

    private bool IsHeldOut(string acquisition) => Holdout.Any(start => acquisition.StartsWith(start, StringComparison.Ordinal));
}
