using SegService.Pipeline.Pooling;

namespace SegService.Pipeline.Postprocessing;

/// <summary>Pixels <c>Start</c> to <c>End - 1</c> of row <c>Row</c>, part of component <c>Component</c> (from 0).</summary>
internal record struct Run(int Row, int Start, int End)
{
    /// <summary>Index of an earlier run of the same component, or its own.</summary>
    public int Parent { get; set; }

    public int Component { get; set; }

    public readonly int Length => End - Start;
}

/// <summary>
/// The connected components of all pixels that hold one value, as horizontal runs: run-based union-find labelling, so the work
/// grows with the runs while the pixels are only scanned, vectorised. Components are numbered by first pixel, row-major.
/// </summary>
internal sealed class ConnectedRuns : IDisposable
{
    private readonly PooledList<Run> _runs = new();
    private readonly int _reach;

    private ConnectedRuns(bool diagonal) => _reach = diagonal ? 1 : 0;

    public int Components { get; private set; }

    public ReadOnlySpan<Run> Runs => _runs.Span;

    /// <param name="plane">Where to look; not changed.</param>
    /// <param name="value">The label whose pixels are grouped.</param>
    /// <param name="diagonal">Whether pixels that share only a corner are connected.</param>
    public static ConnectedRuns Find(LabelPlane plane, int value, bool diagonal = false)
    {
        var found = new ConnectedRuns(diagonal);
        for (int y = 0, previous = 0; y < plane.Height; y++)
        {
            var current = found._runs.Count;
            found.Collect(plane.Row(y), y, value);
            found.Connect(previous, current);
            previous = current;
        }

        found.Number();
        return found;
    }

    public int[] Areas()
    {
        var areas = new int[Components];
        foreach (ref readonly var run in Runs)
            areas[run.Component] += run.Length;
        return areas;
    }

    /// <summary>Writes the runs' indices so that those of a component lie together, in row-major order; components by first pixel.</summary>
    public void Order(Span<int> order)
    {
        var next = new int[Components + 1];
        foreach (ref readonly var run in Runs)
            next[run.Component + 1]++;
        for (var component = 1; component < Components; component++)
            next[component] += next[component - 1];
        for (var i = 0; i < _runs.Count; i++)
            order[next[_runs[i].Component]++] = i;
    }

    public void Dispose() => _runs.Dispose();

    private void Collect(ReadOnlySpan<int> row, int y, int value)
    {
        for (int x = 0, skipped; (skipped = row[x..].IndexOf(value)) >= 0;)
        {
            var start = x + skipped;
            var length = row[start..].IndexOfAnyExcept(value);
            x = length < 0 ? row.Length : start + length;
            _runs.Add(new Run(y, start, x) { Parent = _runs.Count });
        }
    }

    /// <summary>Walks the runs of two neighbouring rows side by side and joins those that touch.</summary>
    private void Connect(int above, int current)
    {
        var (a, b) = (above, current);
        while (a < current && b < _runs.Count)
        {
            ref var upper = ref _runs[a];
            ref var lower = ref _runs[b];
            if (upper.Start < lower.End + _reach && lower.Start < upper.End + _reach)
                Join(a, b);
            if (upper.End < lower.End)
                a++;
            else
                b++;
        }
    }

    private void Join(int first, int second)
    {
        var (a, b) = (Root(first), Root(second));
        _runs[Math.Max(a, b)].Parent = Math.Min(a, b);
    }

    private int Root(int run)
    {
        while (_runs[run].Parent != run)
            run = _runs[run].Parent = _runs[_runs[run].Parent].Parent;
        return run;
    }

    /// <summary>A parent always comes before its child, so one pass forward suffices.</summary>
    private void Number()
    {
        for (var i = 0; i < _runs.Count; i++)
        {
            ref var run = ref _runs[i];
            run.Component = run.Parent == i ? Components++ : _runs[run.Parent].Component;
        }
    }
}
