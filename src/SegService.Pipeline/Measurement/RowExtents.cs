using SegService.Pipeline.Postprocessing;

namespace SegService.Pipeline.Measurement;

/// <summary>The leftmost and rightmost pixel of every instance in every row of its box: all that its convex hull depends on.</summary>
internal sealed class RowExtents
{
    private readonly IReadOnlyList<Instance> _instances;
    private readonly int[] _first;
    private readonly RowExtent[] _extents;

    public RowExtents(IReadOnlyList<Instance> instances)
    {
        _instances = instances;
        _first = new int[instances.Count + 1];
        for (var i = 0; i < instances.Count; i++)
            _first[i + 1] = _first[i] + instances[i].Box.Height;
        _extents = new RowExtent[_first[^1]];
        _extents.AsSpan().Fill(RowExtent.Empty);
    }

    /// <summary>From the box's first row to its last.</summary>
    public ReadOnlySpan<RowExtent> Of(int index) => _extents.AsSpan(_first[index]..(_first[index + 1]));

    public void Add(int y, ReadOnlySpan<int> row)
    {
        foreach (var (label, start, end) in new LabelStretches(row))
        {
            ref var extent = ref _extents[_first[label - 1] + y - _instances[label - 1].Box.Y];
            extent = new RowExtent(Math.Min(extent.Left, start), end - 1);
        }
    }
}

/// <summary>Columns of the first and the last pixel of an instance in one row.</summary>
internal readonly record struct RowExtent(int Left, int Right)
{
    public static RowExtent Empty => new(int.MaxValue, int.MinValue);

    public bool IsEmpty => Left > Right;
}
