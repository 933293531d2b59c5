using SegService.Pipeline.Encoding;
using SegService.Pipeline.Evaluation;
using SegService.Pipeline.Postprocessing;

namespace SegService.Api.Evaluations;

/// <summary>
/// How well the nuclei found agree with the truth. Without a nucleus in either all is right and every ratio is 1; with nuclei in
/// only one of them every ratio is 0.
/// </summary>
/// <param name="Model">`name@version` of the model that ran.</param>
/// <param name="Score">Kaggle's score: the mean of `ap`, 0 to 1.</param>
/// <param name="Ap">TP / (TP + FP + FN) by IoU threshold, 0.50 to 0.95; a pair counts where its IoU exceeds the threshold.</param>
/// <param name="F1">2 TP / (2 TP + FP + FN) by IoU threshold.</param>
/// <param name="Precision">Part of the nuclei found that is real, at IoU 0.5.</param>
/// <param name="Recall">Part of the true nuclei that was found, at IoU 0.5.</param>
/// <param name="MeanMatchedIou">Mean IoU of the pairs that exceed 0.5.</param>
/// <param name="TruthCount">True nuclei.</param>
/// <param name="Count">Nuclei found.</param>
/// <param name="Merges">Nuclei found that cover more than half of two or more true ones.</param>
/// <param name="Splits">True nuclei that hold more than half of two or more found ones.</param>
/// <param name="Matches">The pairs that exceed an IoU of 0.5; a nucleus found that is in none is not in the truth.</param>
/// <param name="Missed">The true nuclei that are in no pair.</param>
public sealed record EvaluationDocument(string Model, double Score, IReadOnlyDictionary<string, double> Ap, IReadOnlyDictionary<string, double> F1,
    double Precision, double Recall, double MeanMatchedIou, int TruthCount, int Count, int Merges, int Splits,
    IReadOnlyList<MatchedNucleus> Matches, IReadOnlyList<MissedNucleus> Missed)
{
    internal static EvaluationDocument Of(LabelImage truth, LabelImage found, string model)
    {
        var score = InstanceMatcher.Score(truth, found);
        return new EvaluationDocument(model, score.Score, ByThreshold(score.Ap), ByThreshold(score.F1), score.Precision, score.Recall,
            score.MeanMatchedIou, score.TruthCount, score.Count, score.Merges, score.Splits,
            [.. score.Matches.Select(pair => new MatchedNucleus(pair.Prediction, pair.Truth, pair.Iou))], MissedIn(truth, score));
    }

    private static Dictionary<string, double> ByThreshold(Func<int, double> value) =>
        Enumerable.Range(0, IouThresholds.Count).ToDictionary(IouThresholds.Name, value);

    private static MissedNucleus[] MissedIn(LabelImage truth, ImageScore score)
    {
        var runs = KaggleRle.Encode(truth);
        return [.. Enumerable.Range(1, truth.Count).Except(score.Matches.Select(pair => pair.Truth)).Select(id => new MissedNucleus(id, KaggleRle.ToText(runs[id])))];
    }
}

/// <param name="Id">Of the nucleus found, as in the result of the same request to `/v1/segmentations`.</param>
/// <param name="TruthId">Of the true nucleus: 1, 2, ... in the order of their first pixels, row by row.</param>
/// <param name="Iou">Intersection over union, above 0.5.</param>
public sealed record MatchedNucleus(int Id, int TruthId, double Iou);

/// <param name="TruthId">As in `matches`.</param>
/// <param name="Rle">Kaggle run-length encoding.</param>
public sealed record MissedNucleus(int TruthId, string Rle);
