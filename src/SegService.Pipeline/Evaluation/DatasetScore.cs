namespace SegService.Pipeline.Evaluation;

/// <summary>
/// Many images' scores as one. <see cref="Score"/> and <see cref="Ap"/> are means over images, as Kaggle's board takes them, so
/// an image with three nuclei weighs as much as one with three hundred. The rest is counted over all instances together.
/// </summary>
public sealed record DatasetScore
{
    public required int Images { get; init; }

    public required int TruthCount { get; init; }

    public required int Count { get; init; }

    /// <summary>Mean of the images' Kaggle scores.</summary>
    public required double Score { get; init; }

    /// <summary>Mean over images of TP / (TP + FP + FN), for each of <see cref="IouThresholds"/>.</summary>
    public required IReadOnlyList<double> Ap { get; init; }

    /// <summary>2 TP / (2 TP + FP + FN) over all instances, for each of <see cref="IouThresholds"/>.</summary>
    public required IReadOnlyList<double> F1 { get; init; }

    /// <summary>Over all instances, at IoU 0.5.</summary>
    public required double Precision { get; init; }

    /// <summary>Over all instances, at IoU 0.5.</summary>
    public required double Recall { get; init; }

    /// <summary>Mean IoU over all pairs that exceed 0.5.</summary>
    public required double MeanMatchedIou { get; init; }

    public required int Merges { get; init; }

    public required int Splits { get; init; }

    /// <summary>Median of predicted over true area of the pairs that exceed an IoU of 0.5; null without such pairs.</summary>
    public required double? MedianAreaRatio { get; init; }

    /// <exception cref="ArgumentException">There is no image.</exception>
    public static DatasetScore Of(IReadOnlyCollection<ImageScore> images)
    {
        if (images.Count == 0)
            throw new ArgumentException("There is no image to score.", nameof(images));

        var pooled = Pool(images);
        var thresholds = Enumerable.Range(0, IouThresholds.Count).ToArray();
        return new DatasetScore
        {
            Images = images.Count,
            TruthCount = pooled.TruthCount,
            Count = pooled.Count,
            Score = images.Average(image => image.Score),
            Ap = [.. thresholds.Select(i => images.Average(image => image.Ap(i)))],
            F1 = [.. thresholds.Select(pooled.F1)],
            Precision = pooled.Precision,
            Recall = pooled.Recall,
            MeanMatchedIou = pooled.MeanMatchedIou,
            Merges = pooled.Merges,
            Splits = pooled.Splits,
            MedianAreaRatio = Median(pooled.AreaRatios),
        };
    }

    private static ImageScore Pool(IReadOnlyCollection<ImageScore> images)
    {
        var matched = images.Sum(image => image.TruePositives[0]);
        return new ImageScore
        {
            TruthCount = images.Sum(image => image.TruthCount),
            Count = images.Sum(image => image.Count),
            TruePositives = [.. Enumerable.Range(0, IouThresholds.Count).Select(i => images.Sum(image => image.TruePositives[i]))],
            MeanMatchedIou = matched > 0
                ? images.Sum(image => image.MeanMatchedIou * image.TruePositives[0]) / matched
                : images.Average(image => image.MeanMatchedIou),
            AreaRatios = [.. images.SelectMany(image => image.AreaRatios)],
            Merges = images.Sum(image => image.Merges),
            Splits = images.Sum(image => image.Splits),
        };
    }

    private static double? Median(IReadOnlyList<double> values)
    {
        if (values.Count == 0)
            return null;
        var sorted = values.Order().ToArray();
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
