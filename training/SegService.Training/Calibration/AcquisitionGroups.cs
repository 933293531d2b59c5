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
    /// <param name="tta">One more row: the last target with test-time augmentation.</param>
    /// <param name="search">After each row one more, under the thresholds that are best for all groups together.</param>
    public IEnumerable<AcquisitionRow> Run(PostprocessingThresholds thresholds, IReadOnlyList<double> targetDiameters, bool tta, bool search)
    {
        var looks = runs.Select(run => run.Held.AsIs()).ToArray();
        var ways = targetDiameters.Select(target => (Name: $"zoom to {target}", Target: target, Tta: false)).ToList();
        if (tta)
            ways.Add(($"zoom to {targetDiameters[^1]} + test-time augmentation", targetDiameters[^1], true));
        return Rows("own size", looks, thresholds, search)
            .Concat(ways.SelectMany(way => Rows(way.Name, Zoomed(looks, thresholds, way.Target, way.Tta), thresholds, search)));
    }

    private IReadOnlyList<HeldOutImage>[] Zoomed(IReadOnlyList<HeldOutImage>[] looks, PostprocessingThresholds thresholds, double target, bool tta) =>
        [.. runs.Zip(looks, (run, look) => run.Held.Zoomed(look, thresholds, target, tta))];

    private IEnumerable<AcquisitionRow> Rows(string name, IReadOnlyList<HeldOutImage>[] seen, PostprocessingThresholds thresholds, bool searched)
    {
        var groups = runs.Zip(seen, (run, images) => images.Select(image => $"{run.Name}/{image.Modality}")).SelectMany(names => names).ToArray();
        var search = new ThresholdSearch([.. seen.SelectMany(images => images)], threads, scores => Groups(groups, scores).Values.Average(group => group.Score));
        yield return new AcquisitionRow(name, thresholds, Groups(groups, search.ScoreEach(thresholds)));
        if (!searched)
            yield break;
        var best = search.Run(thresholds);
        yield return new AcquisitionRow($"{name}, own thresholds", best, Groups(groups, search.ScoreEach(best)));
    }

    private static SortedDictionary<string, DatasetScore> Groups(string[] groups, IReadOnlyList<ImageScore> scores) => new(
        groups.Zip(scores).GroupBy(pair => pair.First, pair => pair.Second).ToDictionary(group => group.Key, group => DatasetScore.Of([.. group])),
        StringComparer.Ordinal);
}
