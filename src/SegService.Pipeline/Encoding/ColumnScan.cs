using SegService.Pipeline.Pooling;
using SegService.Pipeline.Postprocessing;

namespace SegService.Pipeline.Encoding;

/// <summary>Reads a row-major label image column by column without paying a cache miss a pixel.</summary>
internal static class ColumnScan
{
    // Sixteen int32 labels are one cache line of a row.
    private const int ColumnsAtOnce = 16;

    /// <summary>The runs of all instances, in the order of their first pixel.</summary>
    public static PooledList<PixelRun> Runs(LabelImage labels)
    {
        var runs = new PooledList<PixelRun>();
        var height = labels.Height;
        var columns = Scratch<int>.Pool.Rent(ColumnsAtOnce * height);
        for (var left = 0; left < labels.Width; left += ColumnsAtOnce)
        {
            var width = Math.Min(ColumnsAtOnce, labels.Width - left);
            Transpose(labels, left, width, columns);
            AddRuns(columns.AsSpan(0, width * height), left * height, runs);
        }

        Scratch<int>.Pool.Return(columns);
        return runs;
    }

    private static void Transpose(LabelImage labels, int left, int width, int[] columns)
    {
        for (var y = 0; y < labels.Height; y++)
        {
            var row = labels.Row(y).Slice(left, width);
            for (var x = 0; x < width; x++)
                columns[(x * labels.Height) + y] = row[x];
        }
    }

    private static void AddRuns(ReadOnlySpan<int> pixels, int offset, PooledList<PixelRun> runs)
    {
        foreach (var (instance, start, end) in new LabelStretches(pixels))
            Append(new PixelRun(instance, offset + start, end - start), runs);
    }

    private static void Append(PixelRun run, PooledList<PixelRun> runs)
    {
        if (runs.Count > 0 && runs[^1] is var last && last.Instance == run.Instance && last.Start + last.Length == run.Start)
            runs[^1] = last with { Length = last.Length + run.Length };
        else
            runs.Add(run);
    }
}
