using SegService.Pipeline.Evaluation;

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
public sealed record EvaluationDocument(string Model, double Score, IReadOnlyDictionary<string, double> Ap, IReadOnlyDictionary<string, double> F1,
    double Precision, double Recall, double MeanMatchedIou, int TruthCount, int Count, int Merges, int Splits)
{
    internal static EvaluationDocument Of(ImageScore score, string model) => new(model, score.Score, ByThreshold(score.Ap), ByThreshold(score.F1),
        score.Precision, score.Recall, score.MeanMatchedIou, score.TruthCount, score.Count, score.Merges, score.Splits);

    private static Dictionary<string, double> ByThreshold(Func<int, double> value) =>
        Enumerable.Range(0, IouThresholds.Count).ToDictionary(IouThresholds.Name, value);
}
