using SegService.Pipeline.Evaluation;

namespace SegService.Evaluate.Data;

/// <summary>Which images to score. All filters must hold; those that ask folds.csv leave out images it does not list.</summary>
internal sealed record Selection
{
    /// <summary>Only images held out in this fold.</summary>
    public int? Fold { get; init; }

    /// <summary>Only acquisition groups whose name begins with one of these; empty takes all.</summary>
    public IReadOnlyList<string> Acquisitions { get; init; } = [];

    public string? Modality { get; init; }

    /// <summary>Every so many-th of the images that are left, in the order of their ids.</summary>
    public int Step { get; init; } = 1;

    public bool NeedsFolds => Fold is not null || Acquisitions.Count > 0 || Modality is not null;

    /// <exception cref="InvalidDataException">A filter needs folds.csv and there is none, or no image is left.</exception>
    public IReadOnlyList<string> Of(IEnumerable<string> imageIds, FoldTable? folds)
    {
        if (NeedsFolds && folds is null)
            throw new InvalidDataException($"--fold, --acquisition and --modality need {FoldTable.FileName} in or beside the data.");
        string[] chosen = [.. imageIds.Where(id => !NeedsFolds || Holds(folds!.Find(id))).Where((_, index) => index % Step == 0)];
        return chosen.Length > 0 ? chosen : throw new InvalidDataException("No image passes the filters.");
    }

    public override string ToString() => string.Join(", ", Parts());

    private bool Holds(FoldRow? row) => row is not null
        && (Fold is null || row.Fold == Fold)
        && (Modality is null || row.Modality == Modality)
        && (Acquisitions.Count == 0 || Acquisitions.Any(prefix => row.Acquisition.StartsWith(prefix, StringComparison.Ordinal)));

    private IEnumerable<string> Parts()
    {
        if (!NeedsFolds && Step == 1)
            yield return "all images";
        if (Fold is { } fold)
            yield return $"fold {fold}";
        if (Acquisitions.Count > 0)
            yield return $"acquisition {string.Join(" or ", Acquisitions)}";
        if (Modality is not null)
            yield return $"modality {Modality}";
        if (Step > 1)
            yield return $"every {Step}th image";
    }
}
