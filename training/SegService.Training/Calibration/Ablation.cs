using SegService.Pipeline.Evaluation;
using SegService.Pipeline.Postprocessing;

namespace SegService.Training.Calibration;

/// <summary>
/// The same network with ever more of it in use. Each row has thresholds of its own, searched alike, so that none is
/// judged by another's.
/// </summary>
internal sealed class Ablation(HeldOutSet held)
{
    /// <summary>Far below any neck: nothing is split.</summary>
    private const double NoSplit = 0.01;

    public IEnumerable<AblationRow> Run(double targetDiameter)
    {
        var looks = held.AsIs();
        IReadOnlyList<HeldOutImage> seeds = [.. looks.Select(image => image with { Regions = null })];
        var nucleus = Keep(seeds, border: false);
        yield return Row("nucleus and components", nucleus, new() { SeedThreshold = NoSplit }, searchSeed: false).Row;
        yield return Row("nucleus split by shape", nucleus, new()).Row;
        yield return Row("+ border", Keep(seeds, border: true), new()).Row;
        var (row, thresholds) = Row("+ marker", seeds, new());
        yield return row;
        yield return Row("+ zoom", held.Zoomed(seeds, thresholds, targetDiameter, tta: false), thresholds).Row;
        if (looks.Any(image => image.Regions is not null))
            yield return Row("+ regions", held.Zoomed(looks, thresholds, targetDiameter, tta: false), thresholds with { MinScore = 0 }).Row;
        yield return Row("+ test-time augmentation", held.Zoomed(looks, thresholds, targetDiameter, tta: true), thresholds).Row;
    }

    private (AblationRow Row, PostprocessingThresholds Thresholds) Row(string name, IReadOnlyList<HeldOutImage> seen,
        PostprocessingThresholds start, bool searchSeed = true)
    {
        var search = held.Search(seen);
        var best = search.Run(start, searchSeed);
        return (new AblationRow(name, DatasetScore.Of(search.ScoreEach(best))), best);
    }

    private static HeldOutImage[] Keep(IReadOnlyList<HeldOutImage> seen, bool border) =>
        [.. seen.Select(image => image with { Maps = image.Maps with { Marker = null, Border = border ? image.Maps.Border : null } })];
}
