namespace SegService.Pipeline.Preprocessing.Tiling;

/// <summary>
/// Puts the planes of a grid's tiles together again. Tiles must come in the grid's order, which makes the result independent of when
/// each was computed; where tiles agree, the result is exactly what they say. Not thread-safe.
/// </summary>
public sealed class TileStitcher
{
    private readonly TileGrid _grid;
    private readonly IReadOnlyList<float[]> _planes;

    /// <param name="grid">The cut.</param>
    /// <param name="planes">Where the planes of the tiles go: each H x W of the whole image; whatever they hold is overwritten.</param>
    public TileStitcher(TileGrid grid, IReadOnlyList<float[]> planes) => (_grid, _planes) = (grid, planes);

    /// <param name="tile">Its number in the grid; one more than that of the call before.</param>
    /// <param name="values">Planes x tile height x tile width.</param>
    public void Add(int tile, ReadOnlySpan<float> values)
    {
        var (row, column) = (tile / _grid.Columns.Count, tile % _grid.Columns.Count);
        var (used, left) = (_grid.Columns.Used(column), _grid.Columns.Start(column));
        for (var y = _grid.Rows.Used(row).Start.Value; y < _grid.Rows.Used(row).End.Value; y++)
        {
            var share = _grid.Rows.Share(row, y);
            for (var plane = 0; plane < _planes.Count; plane++)
            {
                var source = values.Slice(((plane * _grid.Rows.Side) + y) * _grid.Columns.Side, _grid.Columns.Side);
                var target = _planes[plane].AsSpan((_grid.Rows.Start(row) + y) * _grid.Columns.Length, _grid.Columns.Length);
                Blend(column, share, source[used], target.Slice(left + used.Start.Value, source[used].Length));
            }
        }
    }

    private void Blend(int column, (float Own, float Earlier) row, ReadOnlySpan<float> source, Span<float> target)
    {
        var blended = row.Earlier > 0 ? source.Length : column > 0 ? _grid.Columns.Ramp : 0;
        var offset = _grid.Columns.Used(column).Start.Value;
        for (var x = 0; x < blended; x++)
        {
            var (own, earlier) = _grid.Columns.Share(column, offset + x);
            var before = row.Earlier + (row.Own * earlier);
            target[x] += (source[x] - target[x]) * (row.Own * own / (before + (row.Own * own)));
        }

        source[blended..].CopyTo(target[blended..]);
    }
}
