using SegService.Pipeline.Evaluation;
using SegService.Pipeline.Postprocessing;

namespace SegService.Training.Calibration;

/// <summary>
/// Images of acquisitions their networks have never seen, in groups: one a bundle and modality. The new-acquisition score is the
/// mean over groups of the mean over a group's images, so that a microscope counts once however many images it made.
/// </summary>
internal sealed class AcquisitionGroups(IReadOnlyList<(string Name, HeldOutSet Held)> runs, int threads)
{
    /// <param name="thresholds">Of the first look, and of every row that searches none of its own.</param>
    /// <param name="targetDiameters">In pixels.</param>
    public IEnumerable<AcquisitionRow> Run(PostprocessingThresholds thresholds, IReadOnlyList<double> targetDiameters)
    {
        var looks = runs.Select(run => run.Held.AsIs()).ToArray();
        foreach (var row in Rows("own size", looks, thresholds))
            yield return row;
        foreach (var target in targetDiameters)
        {
            foreach (var row in Rows($"zoom to {target}", Zoomed(looks, thresholds, target, tta: false), thresholds))
                yield return row;
        }

        yield return Rows($"zoom to {targetDiameters[^1]} + test-time augmentation", Zoomed(looks, thresholds, targetDiameters[^1], tta: true), thresholds).First();
    }

    private IReadOnlyList<HeldOutImage>[] Zoomed(IReadOnlyList<HeldOutImage>[] looks, PostprocessingThresholds thresholds, double target, bool tta) =>
        [.. runs.Zip(looks, (run, look) => run.Held.Zoomed(look, thresholds, target, tta))];

    /// <summary>Under the thresholds given, then under those that are best for all groups together.</summary>
    private IEnumerable<AcquisitionRow> Rows(string name, IReadOnlyList<HeldOutImage>[] seen, PostprocessingThresholds thresholds)
    {
        var groups = runs.Zip(seen, (run, images) => images.Select(image => $"{run.Name}/{image.Modality}")).SelectMany(names => names).ToArray();
        var search = new ThresholdSearch([.. seen.SelectMany(images => images)], threads, scores => Groups(groups, scores).Values.Average(group => group.Score));
        yield return new AcquisitionRow(name, thresholds, Groups(groups, search.ScoreEach(thresholds)));
        var best = search.Run(thresholds);
        yield return new AcquisitionRow($"{name}, own thresholds", best, Groups(groups, search.ScoreEach(best)));
    }

    private static SortedDictionary<string, DatasetScore> Groups(string[] groups, IReadOnlyList<ImageScore> scores) => new(
        groups.Zip(scores).GroupBy(pair => pair.First, pair => pair.Second).ToDictionary(group => group.Key, group => DatasetScore.Of([.. group])),
        StringComparer.Ordinal);
}
