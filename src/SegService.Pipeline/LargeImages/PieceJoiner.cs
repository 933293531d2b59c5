namespace SegService.Pipeline.LargeImages;

/// <summary>
/// Joins the pieces of instances that no window saw whole: those that lie along each other at the line between two windows' cores
/// for at least half of what the shorter one has of that line.
/// </summary>
internal sealed class PieceJoiner
{
    private readonly int _first;
    private readonly int[] _roots;
    private readonly Dictionary<(int Before, int After), int> _contacts = [];
    private readonly Dictionary<(int Piece, bool Before), int> _lengths = [];

    private PieceJoiner(int first, int end) => (_first, _roots) = (first, [.. Enumerable.Range(0, end)]);

    /// <param name="canvas">The labels.</param>
    /// <param name="grid">The windows.</param>
    /// <param name="first">Labels from here on are pieces.</param>
    /// <param name="end">There are no labels from here on.</param>
    /// <returns>By label: the lowest label it is joined with, its own where it is not.</returns>
    public static int[] Join(LabelCanvas canvas, WindowGrid grid, int first, int end)
    {
        var joiner = new PieceJoiner(first, end);
        if (end > first)
        {
            foreach (var x in grid.Columns[1..^1])
                joiner.Scan(canvas.Labels, x, canvas.Width, canvas.Height, 1);
            foreach (var y in grid.Rows[1..^1])
                joiner.Scan(canvas.Labels, y * canvas.Width, 1, canvas.Width, canvas.Width);
        }

        for (var label = first; label < end; label++)
            joiner._roots[label] = joiner.Root(label);
        return joiner._roots;
    }

    /// <summary>One line: pixels a <paramref name="step"/> apart, each with the one <paramref name="across"/> before it.</summary>
    private void Scan(int[] labels, int start, int step, int count, int across)
    {
        _contacts.Clear();
        _lengths.Clear();
        for (var i = 0; i < count; i++)
        {
            var (before, after) = (labels[start + (i * step) - across], labels[start + (i * step)]);
            if (before >= _first)
                Count(_lengths, (before, true));
            if (after >= _first)
                Count(_lengths, (after, false));
            if (before >= _first && after >= _first)
                Count(_contacts, (before, after));
        }

        foreach (var ((before, after), contact) in _contacts)
        {
            if (2 * contact >= Math.Min(_lengths[(before, true)], _lengths[(after, false)]))
                Unite(before, after);
        }
    }

    private void Unite(int first, int second)
    {
        var (a, b) = (Root(first), Root(second));
        _roots[Math.Max(a, b)] = Math.Min(a, b);
    }

    private int Root(int label)
    {
        while (_roots[label] != label)
            label = _roots[label] = _roots[_roots[label]];
        return label;
    }

    private static void Count<T>(Dictionary<T, int> counts, T key) where T : notnull =>
        counts[key] = counts.GetValueOrDefault(key) + 1;
}
