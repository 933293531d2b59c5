using System.Globalization;
using SegService.Pipeline.Evaluation;
using SegService.Pipeline.Postprocessing;

namespace SegService.Training.Calibration;

/// <summary>The search's record for people: scores by modality on the console, all trials as calibration.csv.</summary>
internal static class CalibrationReport
{
    public static void SaveTrials(string path, ThresholdSearch search) => File.WriteAllLines(path,
    [
        "maskThreshold,seedThreshold,minArea,minScore,minRelativeArea,score",
        .. search.Trials.Select(trial => Line(trial.Key, trial.Value)),
    ]);

    public static IEnumerable<string> Lines(IReadOnlyList<HeldOutImage> images, IReadOnlyList<ImageScore> scores)
    {
        var scored = images.Zip(scores, (image, score) => (image.Modality, Score: score)).ToArray();
        foreach (var modality in scored.GroupBy(pair => pair.Modality).OrderBy(group => group.Key, StringComparer.Ordinal))
            yield return Line(modality.Key, DatasetScore.Of([.. modality.Select(pair => pair.Score)]));
        yield return Line("all", DatasetScore.Of(scores));
    }

    private static string Line(string name, DatasetScore score) => string.Create(CultureInfo.InvariantCulture,
        $"{name,-14} {score.Images,4} images  score {score.Score:F3}  AP50 {score.Ap[0]:F3}  AP75 {score.Ap[5]:F3}  AP90 {score.Ap[8]:F3}  area ratio {score.MedianAreaRatio:F3}  merges {score.Merges}  splits {score.Splits}");

    private static string Line(PostprocessingThresholds at, double score) => string.Create(CultureInfo.InvariantCulture,
        $"{at.MaskThreshold},{at.SeedThreshold},{at.MinArea},{at.MinScore},{at.MinRelativeArea},{score:F5}");
}
