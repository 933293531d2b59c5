using System.Runtime.InteropServices;
using SegService.Pipeline.Postprocessing;

namespace SegService.Pipeline.Evaluation;

/// <summary>
/// The contingency table of two label images: the area of each instance, and of each pair that shares a pixel. Sparse, and
/// counted in one pass over both images whatever their number of instances.
/// </summary>
public sealed class OverlapTable
{
    private OverlapTable(int[] truthAreas, int[] areas, IReadOnlyList<Overlap> overlaps) =>
        (TruthAreas, Areas, Overlaps) = (truthAreas, areas, overlaps);

    /// <summary>Pixels of each true instance, indexed by label (index 0 is the background).</summary>
    public IReadOnlyList<int> TruthAreas { get; }

    /// <summary>Pixels of each predicted instance, indexed by label (index 0 is the background).</summary>
    public IReadOnlyList<int> Areas { get; }

    /// <summary>The pairs of instances that share pixels, by true label, then by predicted label.</summary>
    public IReadOnlyList<Overlap> Overlaps { get; }

    /// <exception cref="ArgumentException">The images differ in size.</exception>
    public static OverlapTable Of(LabelImage truth, LabelImage prediction)
    {
        if (truth.Width != prediction.Width || truth.Height != prediction.Height)
            throw new ArgumentException($"A prediction of {prediction.Width} x {prediction.Height} pixels cannot be compared "
                + $"with a truth of {truth.Width} x {truth.Height}.", nameof(prediction));

        var pixels = CountPairs(truth.Labels, prediction.Labels);
        var truthAreas = new int[truth.Count + 1];
        var areas = new int[prediction.Count + 1];
        foreach (var ((t, p), count) in pixels)
        {
            truthAreas[t] += count;
            areas[p] += count;
        }

        return new OverlapTable(truthAreas, areas, [.. pixels
            .Where(pair => pair.Key is { Truth: > 0, Prediction: > 0 })
            .OrderBy(pair => pair.Key)
            .Select(pair => new Overlap(pair.Key.Truth, pair.Key.Prediction, pair.Value))]);
    }

    // Neighbouring pixels mostly belong to the same pair: one look-up a run, not one a pixel.
    private static Dictionary<(int Truth, int Prediction), int> CountPairs(ReadOnlySpan<int> truth, ReadOnlySpan<int> prediction)
    {
        var pixels = new Dictionary<(int Truth, int Prediction), int>();
        for (var start = 0; start < truth.Length;)
        {
            var pair = (truth[start], prediction[start]);
            var end = start + 1;
            while (end < truth.Length && truth[end] == pair.Item1 && prediction[end] == pair.Item2)
                end++;
            CollectionsMarshal.GetValueRefOrAddDefault(pixels, pair, out _) += end - start;
            start = end;
        }

        return pixels;
    }
}

/// <summary>A true and a predicted instance that share <paramref name="Pixels"/> pixels.</summary>
public readonly record struct Overlap(int Truth, int Prediction, int Pixels);
