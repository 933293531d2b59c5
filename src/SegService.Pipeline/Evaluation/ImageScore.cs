namespace SegService.Pipeline.Evaluation;

/// <summary>
/// How well one image's instances agree with the truth. Where neither has an instance all is right: every ratio is 1. Where
/// only one of them has, every ratio is 0.
/// </summary>
public sealed record ImageScore
{
    public required int TruthCount { get; init; }

    /// <summary>Predicted instances.</summary>
    public required int Count { get; init; }

    /// <summary>Pairs whose IoU exceeds each of <see cref="IouThresholds"/>.</summary>
    public required IReadOnlyList<int> TruePositives { get; init; }

    /// <summary>Mean IoU of the pairs that exceed 0.5; without such pairs 1 if both images are empty, else 0.</summary>
    public required double MeanMatchedIou { get; init; }

    /// <summary>The pairs that exceed an IoU of 0.5, in the order of their true instances; at most one for each of either.
    /// Empty where images are pooled.</summary>
    public IReadOnlyList<MatchedPair> Matches { get; init; } = [];

    /// <summary>Predicted over true area of each pair that exceeds an IoU of 0.5.</summary>
    public required IReadOnlyList<double> AreaRatios { get; init; }

    /// <summary>Predicted instances that cover more than half of two or more true instances.</summary>
    public required int Merges { get; init; }

    /// <summary>True instances that hold more than half of two or more predicted instances.</summary>
    public required int Splits { get; init; }

    /// <summary>Kaggle's score: the mean of <see cref="Ap"/> over the ten thresholds.</summary>
    public double Score => Enumerable.Range(0, IouThresholds.Count).Average(Ap);

    /// <summary>At IoU 0.5: the part of the predicted instances that is real.</summary>
    public double Precision => Ratio(TruePositives[0], Count);

    /// <summary>At IoU 0.5: the part of the true instances that was found.</summary>
    public double Recall => Ratio(TruePositives[0], TruthCount);

    /// <summary>TP / (TP + FP + FN) at the threshold of that index, which Kaggle calls average precision.</summary>
    public double Ap(int threshold) => Ratio(TruePositives[threshold], TruthCount + Count - TruePositives[threshold]);

    /// <summary>2 TP / (2 TP + FP + FN) at the threshold of that index.</summary>
    public double F1(int threshold) => Ratio(2 * TruePositives[threshold], TruthCount + Count);

    private double Ratio(int part, int whole) => whole > 0 ? (double)part / whole : TruthCount == Count ? 1 : 0;
}

/// <summary>A true and a predicted instance, by their labels, that are taken for the same.</summary>
public readonly record struct MatchedPair(int Truth, int Prediction, double Iou);
