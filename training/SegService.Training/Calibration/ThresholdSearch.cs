using SegService.Pipeline.Evaluation;
using SegService.Pipeline.Postprocessing;

namespace SegService.Training.Calibration;

/// <summary>
/// The thresholds with the best mean Kaggle score on held-out images: one threshold at a time over its candidates, round and
/// round until none improves. Every trial is recorded.
/// </summary>
/// <param name="images">What is scored.</param>
/// <param name="threads">Images scored at once.</param>
/// <param name="mean">The images' scores, in their order, as one; the mean over images by default.</param>
internal sealed class ThresholdSearch(IReadOnlyList<HeldOutImage> images, int threads, Func<IReadOnlyList<ImageScore>, double>? mean = null)
{
    private static readonly IReadOnlyList<Axis> Axes =
    [
        at => Steps(0.25, 0.85, 0.05).Select(value => at with { MaskThreshold = value }),
        at => new[] { 5, 10, 15, 20, 30, 40, 55, 70 }.Select(value => at with { MinArea = value }),
        at => new[] { 0, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9 }.Select(value => at with { MinScore = value }),
        at => new[] { 0, 0.05, 0.1, 0.15, 0.2, 0.3 }.Select(value => at with { MinRelativeArea = value }),
    ];

    private static readonly Axis SeedAxis = at => Steps(0.1, 0.8, 0.05).Select(value => at with { SeedThreshold = value });

    private readonly Dictionary<PostprocessingThresholds, double> _trials = [];

    /// <summary>Every combination tried with its mean score, in the order tried.</summary>
    public IReadOnlyDictionary<PostprocessingThresholds, double> Trials => _trials;

    public IReadOnlyList<HeldOutImage> Images => images;

    /// <param name="start">Where the search begins.</param>
    /// <param name="searchSeed">Otherwise the seed threshold stays where it is.</param>
    public PostprocessingThresholds Run(PostprocessingThresholds start, bool searchSeed = true)
    {
        var best = start;
        for (var improved = true; improved;)
        {
            var before = Score(best);
            foreach (var axis in searchSeed ? Axes.Prepend(SeedAxis) : Axes)
                best = axis(best).Append(best).MaxBy(Score)!;
            improved = Score(best) > before;
        }

        return best;
    }

    public IReadOnlyList<ImageScore> ScoreEach(PostprocessingThresholds thresholds) =>
        [.. images.AsParallel().AsOrdered().WithDegreeOfParallelism(threads).Select(image => image.Score(thresholds))];

    private double Score(PostprocessingThresholds thresholds) => _trials.TryGetValue(thresholds, out var known)
        ? known
        : _trials[thresholds] = (mean ?? Mean)(ScoreEach(thresholds));

    private static double Mean(IReadOnlyList<ImageScore> scores) => scores.Average(score => score.Score);

    private static IEnumerable<double> Steps(double from, double to, double step) =>
        Enumerable.Range(0, (int)Math.Round((to - from) / step) + 1).Select(i => Math.Round(from + (i * step), 2));

    /// <summary>One threshold's candidates, the others as they are.</summary>
    private delegate IEnumerable<PostprocessingThresholds> Axis(PostprocessingThresholds at);
}
