namespace SegService.Pipeline.Preprocessing.Tiling;

/// <summary>An image cut into tiles of one shape, numbered in row-major order.</summary>
/// <param name="Rows">The cut of the height.</param>
/// <param name="Columns">The cut of the width.</param>
public sealed record TileGrid(TileAxis Rows, TileAxis Columns)
{
    public int Count => Rows.Count * Columns.Count;

    public static TileGrid Cut(int height, int width, int multiple, int maxSide, int overlap) =>
        new(TileAxis.Cut(height, multiple, maxSide, overlap), TileAxis.Cut(width, multiple, maxSide, overlap));

    /// <summary>Copies one tile of every plane, reflecting the image at its edges where the tile reaches beyond.</summary>
    /// <param name="image">C x H x W of this grid's height and width.</param>
    /// <param name="tile">0..<see cref="Count"/> - 1.</param>
    /// <param name="target">C x tile height x tile width.</param>
    public void Read(ModelInput image, int tile, Span<float> target)
    {
        var (top, left) = (Rows.Start(tile / Columns.Count), Columns.Start(tile % Columns.Count));
        for (var channel = 0; channel < image.Channels; channel++)
        {
            var plane = image.Plane(channel).Span;
            for (var y = 0; y < Rows.Side; y++)
            {
                var row = plane.Slice(Reflect(top + y, image.Height) * image.Width, image.Width);
                ReadRow(row, left, target.Slice(((channel * Rows.Side) + y) * Columns.Side, Columns.Side));
            }
        }
    }

    private static void ReadRow(ReadOnlySpan<float> row, int left, Span<float> target)
    {
        var inside = Math.Min(target.Length, row.Length - left);
        row.Slice(left, inside).CopyTo(target);
        for (var x = inside; x < target.Length; x++)
            target[x] = row[Reflect(left + x, row.Length)];
    }

    /// <summary>Mirrors an index back into 0..length - 1 without repeating the edge.</summary>
    private static int Reflect(int index, int length)
    {
        if (length == 1)
            return 0;
        var period = 2 * (length - 1);
        var within = index % period;
        return within < length ? within : period - within;
    }
}
