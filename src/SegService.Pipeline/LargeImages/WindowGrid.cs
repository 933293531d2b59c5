using OpenCvSharp;

namespace SegService.Pipeline.LargeImages;

/// <summary>An image cut into windows of about one size, in row-major order.</summary>
internal sealed class WindowGrid
{
    /// <summary>
    /// Windows begin and end at multiples of this: the cells of the contrast equalisation and the reduced ground of classic then lie alike
    /// in all of them.
    /// </summary>
    private const int Alignment = 64;

    private readonly int _margin;

    /// <param name="width">Of the image.</param>
    /// <param name="height">Of the image.</param>
    /// <param name="side">Of a core at most, but for the alignment.</param>
    /// <param name="margin">See <see cref="LargeImageOptions.WindowMargin"/>.</param>
    public WindowGrid(int width, int height, int side, int margin)
    {
        (Width, Height, _margin) = (width, height, margin);
        (Columns, Rows) = (Cuts(width, side), Cuts(height, side));
        Windows = [.. from row in Enumerable.Range(0, Rows.Length - 1) from column in Enumerable.Range(0, Columns.Length - 1) select At(row, column)];
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>Where cores begin, left to right, and the width.</summary>
    public int[] Columns { get; }

    /// <summary>Where cores begin, top to bottom, and the height.</summary>
    public int[] Rows { get; }

    public IReadOnlyList<Window> Windows { get; }

    /// <summary>Whether an instance found in the window may go on where the window ends.</summary>
    /// <param name="window">One of them.</param>
    /// <param name="box">Within the window's area, or around what another window found.</param>
    public bool IsCut(Window window, Rect box) =>
        (window.Area.X > 0 && box.X <= window.Area.X)
        || (window.Area.Y > 0 && box.Y <= window.Area.Y)
        || (window.Area.X + window.Area.Width < Width && box.X + box.Width >= window.Area.X + window.Area.Width)
        || (window.Area.Y + window.Area.Height < Height && box.Y + box.Height >= window.Area.Y + window.Area.Height);

    /// <summary>
    /// Whether an instance is to be taken from this window: its centre lies in the core, or where later windows see it too and may
    /// think a little otherwise; or in another's, which does not see it whole.
    /// </summary>
    public bool Gives(Window window, in RunShape shape)
    {
        var (x, y) = (shape.Centroid.X, shape.Centroid.Y);
        var (core, reach) = (window.Core, _margin / 2);
        return (x >= core.X && x < core.X + core.Width + reach && y >= core.Y && y < core.Y + core.Height + reach)
            || IsCut(Around(x, y), shape.Box);
    }

    /// <summary>The window whose core a point lies in.</summary>
    private Window Around(double x, double y) => Windows[(Find(Rows, y) * (Columns.Length - 1)) + Find(Columns, x)];

    private static int Find(int[] cuts, double position) => Math.Min(Array.FindLastIndex(cuts, cut => cut <= position), cuts.Length - 2);

    private Window At(int row, int column)
    {
        var core = Between(Columns[column], Rows[row], Columns[column + 1], Rows[row + 1]);
        var area = Between(Before(core.Left), Before(core.Top), After(core.Right, Width), After(core.Bottom, Height));
        return new Window(core, area);
    }

    private static Rect Between(int left, int top, int right, int bottom) => new(left, top, right - left, bottom - top);

    private int Before(int position) => Math.Max(0, (position - _margin) / Alignment * Alignment);

    private int After(int position, int end) => Math.Min(end, (position + _margin + Alignment - 1) / Alignment * Alignment);

    private static int[] Cuts(int length, int side)
    {
        var count = (length + side - 1) / side;
        return [.. Enumerable.Range(0, count + 1).Select(k => k == count ? length : (int)(((long)length * k / count) + (Alignment / 2)) / Alignment * Alignment)];
    }
}
