using System.Globalization;
using SegService.Pipeline.Postprocessing;

namespace SegService.Training.Calibration;

/// <summary>One scale with the thresholds that are best at it.</summary>
/// <param name="TargetDiameter">Median nucleus diameter images are zoomed to, in pixels; null is their own size.</param>
/// <param name="Thresholds">Searched at that scale.</param>
/// <param name="Search">Holds the score of every trial.</param>
internal sealed record ScaleTrial(double? TargetDiameter, PostprocessingThresholds Thresholds, ThresholdSearch Search)
{
    public double Score => Search.Trials[Thresholds];

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{TargetDiameter?.ToString(CultureInfo.InvariantCulture) ?? "own size"}: {Score:F4} with {Thresholds}");
}

/// <summary>
/// The nucleus diameter to zoom images to: the thresholds are searched at the images' own size and at each target, and zooming
/// is kept only where it gains clearly, for it costs a second inference.
/// </summary>
/// <param name="held">What is scored.</param>
/// <param name="targets">Diameters to try, in pixels.</param>
internal sealed class ScaleSearch(HeldOutSet held, IReadOnlyList<double> targets)
{
    public static readonly IReadOnlyList<double> StandardTargets = [16, 20, 24, 28, 34];

    private const double WorthIt = 0.003;

    /// <summary>Rounds until the thresholds that choose the zooms are those found with them; they seldom need a second.</summary>
    private const int MostRounds = 4;

    /// <param name="start">Where every search begins: it climbs to the nearest summit only.</param>
    /// <param name="report">Is told of each trial.</param>
    public ScaleTrial Run(PostprocessingThresholds start, Action<ScaleTrial> report)
    {
        var looks = held.AsIs();
        var own = Try(looks, null, start);
        report(own);
        var best = own;
        foreach (var target in targets)
        {
            var trial = TryZoomed(looks, target, start);
            report(trial);
            if (trial.Score > best.Score)
                best = trial;
        }

        return best.Score > own.Score + WorthIt ? best : own;
    }

    /// <summary>The service takes its first look with the thresholds that will be in the bundle, so a trial's zooms are those its own thresholds choose.</summary>
    private ScaleTrial TryZoomed(IReadOnlyList<HeldOutImage> looks, double target, PostprocessingThresholds start)
    {
        for (var (first, round) = (start, 1); ; round++)
        {
            var trial = Try(held.Zoomed(looks, first, target, tta: false), target, first);
            if (trial.Thresholds == first || round == MostRounds)
                return trial;
            first = trial.Thresholds;
        }
    }

    private ScaleTrial Try(IReadOnlyList<HeldOutImage> seen, double? target, PostprocessingThresholds start)
    {
        var search = held.Search(seen);
        return new ScaleTrial(target, search.Run(start), search);
    }
}
