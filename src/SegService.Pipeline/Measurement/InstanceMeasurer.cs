using SegService.Pipeline.Postprocessing;

namespace SegService.Pipeline.Measurement;

/// <summary>Measures all instances in one pass over the pixels.</summary>
public static class InstanceMeasurer
{
    /// <param name="labels">The instances.</param>
    /// <param name="confidence">Row-major, one value 0..1 a pixel: the nucleus probability, or classic's confidence. An instance's
    /// score is its mean.</param>
    /// <returns>Instance i at index i - 1.</returns>
    public static IReadOnlyList<Instance> Measure(LabelImage labels, ReadOnlySpan<float> confidence)
    {
        var sums = new InstanceSums[labels.Count];
        sums.AsSpan().Fill(InstanceSums.Empty);
        for (var y = 0; y < labels.Height; y++)
        {
            var row = labels.Row(y);
            var scores = confidence.Slice(y * labels.Width, labels.Width);
            for (var x = 0; x < row.Length; x++)
            {
                if (row[x] > 0)
                    sums[row[x] - 1].Add(x, y, scores[x]);
            }
        }

        return [.. sums.Select((sum, index) => sum.ToInstance(index + 1))];
    }

    /// <param name="labels">The instances.</param>
    /// <param name="scores">Of instance i at index i - 1.</param>
    /// <returns>Instance i at index i - 1.</returns>
    internal static IReadOnlyList<Instance> Measure(LabelImage labels, double[] scores)
    {
        var sums = new InstanceSums[labels.Count];
        sums.AsSpan().Fill(InstanceSums.Empty);
        for (var y = 0; y < labels.Height; y++)
        {
            var row = labels.Row(y);
            for (var x = 0; x < row.Length; x++)
            {
                if (row[x] > 0)
                    sums[row[x] - 1].Add(x, y, 0);
            }
        }

        return [.. sums.Select((sum, index) => sum.ToInstance(index + 1) with { Score = scores[index] })];
    }
}
