using OpenCvSharp;
using SegService.Pipeline.Postprocessing;

namespace SegService.Pipeline.LargeImages;

/// <summary>The instances of one window as rows of pixels, in pixels of the image.</summary>
internal sealed class LabelRuns
{
    private readonly Run[] _runs;
    private readonly int[] _first;

    private LabelRuns(Run[] runs, int[] first) => (_runs, _first) = (runs, first);

    /// <summary>The rows of the instance of that label (from 1), top to bottom and left to right.</summary>
    public ReadOnlySpan<Run> this[int label] => _runs.AsSpan(_first[label]..(_first[label + 1]));

    /// <param name="labels">Found in <paramref name="area"/>.</param>
    /// <param name="area">Where they lie in the image.</param>
    public static LabelRuns Of(LabelImage labels, Rect area)
    {
        var found = new List<(int Label, Run Run)>();
        for (var y = 0; y < labels.Height; y++)
        {
            foreach (var (label, start, end) in new LabelStretches(labels.Row(y)))
                found.Add((label, new Run(area.Y + y, area.X + start, area.X + end)));
        }

        // A counting sort: rows of one instance keep their order.
        var first = new int[labels.Count + 2];
        foreach (var (label, _) in found)
            first[label + 1]++;
        for (var i = 1; i < first.Length; i++)
            first[i] += first[i - 1];
        var (next, runs) = ((int[])first.Clone(), new Run[found.Count]);
        foreach (var (label, run) in found)
            runs[next[label]++] = run;
        return new LabelRuns(runs, first);
    }
}
