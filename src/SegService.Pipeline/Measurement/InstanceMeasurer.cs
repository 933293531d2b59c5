using SegService.Pipeline.Postprocessing;

namespace SegService.Pipeline.Measurement;

/// <summary>Measures all instances in one pass over the pixels.</summary>
public static class InstanceMeasurer
{
    /// <param name="labels">The instances.</param>
    /// <param name="confidence">Row-major, one value 0..1 a pixel: the nucleus probability, or classic's confidence. An instance's
    /// score is its mean.</param>
    /// <returns>Instance i at index i - 1.</returns>
    public static IReadOnlyList<Instance> Measure(LabelImage labels, ReadOnlySpan<float> confidence) =>
        [.. Sum(labels, confidence, labels.Width).Select((sum, index) => sum.ToInstance(index + 1))];

    /// <param name="labels">The instances.</param>
    /// <param name="scores">Of instance i at index i - 1.</param>
    /// <returns>Instance i at index i - 1.</returns>
    internal static IReadOnlyList<Instance> Measure(LabelImage labels, double[] scores) =>
        [.. Sum(labels, new float[labels.Width], stride: 0).Select((sum, index) => sum.ToInstance(index + 1) with { Score = scores[index] })];

    /// <param name="labels">The instances.</param>
    /// <param name="confidence">Row y begins at y times the stride.</param>
    /// <param name="stride">The width, or 0 where one row serves all.</param>
    private static InstanceSums[] Sum(LabelImage labels, ReadOnlySpan<float> confidence, int stride)
    {
        var sums = new InstanceSums[labels.Count];
        sums.AsSpan().Fill(InstanceSums.Empty);
        for (var y = 0; y < labels.Height; y++)
        {
            var scores = confidence.Slice(y * stride, labels.Width);
            foreach (var (label, start, end) in new LabelStretches(labels.Row(y)))
                sums[label - 1].Add(y, start, scores[start..end]);
        }

        return sums;
    }
}
