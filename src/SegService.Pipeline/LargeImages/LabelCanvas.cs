using SegService.Pipeline.Postprocessing;

namespace SegService.Pipeline.LargeImages;

/// <summary>A large image's labels while they are put together: instances are painted where nothing was painted before.</summary>
internal sealed class LabelCanvas(int width, int height)
{
    /// <summary>
    /// Row-major, 0 = nothing. Not among the large objects: the collector lets those grow by a share of what survives of them, and each
    /// window leaves a hundred megabytes of maps there.
    /// </summary>
    public int[] Labels { get; } = GC.AllocateArray<int>(checked(width * height), pinned: true);

    public int Width => width;

    public int Height => height;

    public int Covered(ReadOnlySpan<Run> runs)
    {
        var covered = 0;
        foreach (ref readonly var run in runs)
            covered += run.Length - Row(run).Count(0);
        return covered;
    }

    public void Paint(ReadOnlySpan<Run> runs, int label)
    {
        foreach (ref readonly var run in runs)
            Row(run).Fill(label);
    }

    /// <summary>What is free of the pixels, as parts connected by edges.</summary>
    public List<List<Run>> FreeParts(ReadOnlySpan<Run> runs)
    {
        var box = RunShape.Of(runs).Box;
        using var plane = new LabelPlane(box.Width, box.Height);
        for (var y = 0; y < box.Height; y++)
            plane.Row(y).Clear();
        foreach (ref readonly var run in runs)
        {
            var labels = Row(run);
            var free = plane.Row(run.Row - box.Y)[(run.Start - box.X)..(run.End - box.X)];
            for (var x = 0; x < free.Length; x++)
                free[x] = labels[x] == 0 ? LabelPlane.Open : LabelPlane.Background;
        }

        using var connected = ConnectedRuns.Find(plane, LabelPlane.Open);
        List<List<Run>> parts = [.. Enumerable.Range(0, connected.Components).Select(_ => new List<Run>())];
        foreach (ref readonly var run in connected.Runs)
            parts[run.Component].Add(new Run(run.Row + box.Y, run.Start + box.X, run.End + box.X));
        return parts;
    }

    private Span<int> Row(in Run run) => Labels.AsSpan((run.Row * width) + run.Start, run.Length);
}
