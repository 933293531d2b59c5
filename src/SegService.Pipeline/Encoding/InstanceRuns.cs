using SegService.Pipeline.Pooling;
using SegService.Pipeline.Postprocessing;

namespace SegService.Pipeline.Encoding;

/// <summary>
/// Every instance's pixels as column-major runs, found in one pass over the image: what Kaggle's and COCO's encodings share.
/// </summary>
public sealed class InstanceRuns
{
    private readonly PixelRun[] _runs;
    private readonly int[] _first;

    private InstanceRuns(PixelRun[] runs, int[] first) => (_runs, _first) = (runs, first);

    /// <summary>Number of instances.</summary>
    public int Count => _first.Length - 2;

    /// <summary>The runs of the instance of that id (from 1), in increasing order.</summary>
    public ReadOnlySpan<PixelRun> this[int instance] => _runs.AsSpan(_first[instance]..(_first[instance + 1]));

    public static InstanceRuns Of(LabelImage labels)
    {
        using var found = ColumnScan.Runs(labels);
        var first = new int[labels.Count + 2];
        foreach (ref readonly var run in found.Span)
            first[run.Instance + 1]++;
        for (var i = 1; i < first.Length; i++)
            first[i] += first[i - 1];
        return new InstanceRuns(GroupByInstance(found.Span, first), first);
    }

    // A counting sort: runs of one instance keep their order.
    private static PixelRun[] GroupByInstance(ReadOnlySpan<PixelRun> runs, int[] first)
    {
        var next = (int[])first.Clone();
        var grouped = new PixelRun[runs.Length];
        foreach (ref readonly var run in runs)
            grouped[next[run.Instance]++] = run;
        return grouped;
    }
}
