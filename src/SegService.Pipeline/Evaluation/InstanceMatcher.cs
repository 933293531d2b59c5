using SegService.Pipeline.Postprocessing;

namespace SegService.Pipeline.Evaluation;

/// <summary>
/// Pairs predicted with true instances by intersection over union. Instances of one image are disjoint, so at thresholds of a
/// half and above a pair that exceeds it is the only one for both its members and no assignment problem is left.
/// </summary>
/// <remarks>Score: Caicedo et al., Nucleus segmentation across imaging experiments, Nature Methods 16 (2019).</remarks>
public static class InstanceMatcher
{
    /// <exception cref="ArgumentException">The images differ in size.</exception>
    public static ImageScore Score(LabelImage truth, LabelImage prediction)
    {
        var table = OverlapTable.Of(truth, prediction);
        var matched = table.Overlaps.Select(overlap => Pair.Of(overlap, table)).Where(pair => pair.Passed > 0).ToArray();
        var bothEmpty = truth.Count == 0 && prediction.Count == 0;
        return new ImageScore
        {
            TruthCount = truth.Count,
            Count = prediction.Count,
            TruePositives = [.. Enumerable.Range(0, IouThresholds.Count).Select(i => matched.Count(pair => pair.Passed > i))],
            MeanMatchedIou = matched.Length > 0 ? matched.Average(pair => pair.Iou) : bothEmpty ? 1 : 0,
            Matches = [.. matched.Select(pair => new MatchedPair(pair.Truth, pair.Prediction, pair.Iou))],
            AreaRatios = [.. matched.Select(pair => pair.AreaRatio)],
            Merges = Swallowers(table.Overlaps, overlap => overlap.Prediction, overlap => table.TruthAreas[overlap.Truth]),
            Splits = Swallowers(table.Overlaps, overlap => overlap.Truth, overlap => table.Areas[overlap.Prediction]),
        };
    }

    // Instances of one image that hold more than half of two or more instances of the other.
    private static int Swallowers(IReadOnlyList<Overlap> overlaps, Func<Overlap, int> swallower, Func<Overlap, int> swallowedArea) =>
        overlaps.Where(overlap => 2L * overlap.Pixels > swallowedArea(overlap)).CountBy(swallower).Count(group => group.Value > 1);

    private readonly record struct Pair(int Truth, int Prediction, double Iou, double AreaRatio, int Passed)
    {
        public static Pair Of(Overlap overlap, OverlapTable table)
        {
            var (truth, prediction) = (table.TruthAreas[overlap.Truth], table.Areas[overlap.Prediction]);
            var union = (long)truth + prediction - overlap.Pixels;
            return new Pair(overlap.Truth, overlap.Prediction, overlap.Pixels / (double)union, prediction / (double)truth, IouThresholds.Passed(overlap.Pixels, union));
        }
    }
}
