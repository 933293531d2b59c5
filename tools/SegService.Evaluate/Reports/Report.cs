using SegService.Evaluate.Scoring;
using SegService.Pipeline;
using SegService.Pipeline.Evaluation;

namespace SegService.Evaluate.Reports;

/// <summary>report.json: what was run on what, and how well it did.</summary>
internal sealed record Report
{
    /// <summary>"name@version" of what ran.</summary>
    public required string Model { get; init; }

    /// <summary>File or folder name of the data.</summary>
    public required string Data { get; init; }

    /// <summary>Which of its images, in words.</summary>
    public required string Selection { get; init; }

    /// <summary>How many of these images the model was trained on; null where that is not known.</summary>
    public int? TrainedOn { get; init; }

    /// <summary>The service's address; null where the pipeline ran in this process.</summary>
    public string? Service { get; init; }

    /// <summary>Parameters as given; null means as the model's bundle says.</summary>
    public required SegmentationParameters Parameters { get; init; }

    public required DateTimeOffset FinishedAt { get; init; }

    public required double Seconds { get; init; }

    public required DatasetScore Overall { get; init; }

    /// <summary>By modality; empty without folds.csv.</summary>
    public required IReadOnlyDictionary<string, DatasetScore> Modalities { get; init; }

    /// <summary>By acquisition group; empty without folds.csv.</summary>
    public required IReadOnlyDictionary<string, DatasetScore> Acquisitions { get; init; }

    public required IReadOnlyList<ImageLine> Images { get; init; }

    public IEnumerable<ImageLine> Failures => Images.Where(image => image.Failure is not null);

    public static IReadOnlyDictionary<string, DatasetScore> By(IEnumerable<EvaluatedImage> images, Func<FoldRow, string> group) => images
        .Where(image => image.Group is not null)
        .GroupBy(image => group(image.Group!))
        .OrderBy(images => images.Key, StringComparer.Ordinal)
        .ToDictionary(images => images.Key, images => DatasetScore.Of([.. images.Select(image => image.Score)]));
}

/// <summary>One image of report.json.</summary>
internal sealed record ImageLine(string ImageId, string? Acquisition, int? Fold, double Score, double Ap50, int TruthCount, int Count, int Merges, int Splits, string? Failure)
{
    public static ImageLine Of(EvaluatedImage image) => new(image.ImageId, image.Group?.Acquisition, image.Group?.Fold, image.Score.Score,
        image.Score.Ap(0), image.Score.TruthCount, image.Score.Count, image.Score.Merges, image.Score.Splits, image.Failure);
}
