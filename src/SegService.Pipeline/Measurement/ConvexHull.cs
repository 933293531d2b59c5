namespace SegService.Pipeline.Measurement;

/// <summary>Convex hulls of pixels, in whole numbers: the coordinates are doubled, for the middle of an edge lies at a half.</summary>
internal static class ConvexHull
{
    /// <summary>Pixels whose centres lie in or on the convex hull of the middles of all the pixels' edges. Linear in the rows.</summary>
    /// <param name="rows">The first and the last are not empty.</param>
    public static long Pixels(ReadOnlySpan<RowExtent> rows)
    {
        // The left side is the right side of the mirror image.
        var right = Side(rows, row => row.Right);
        var left = Side(rows, row => -row.Left);
        long pixels = 0;
        for (int i = 0, r = 0, l = 0; i < rows.Length; i++)
            pixels += 1 + Last(right, 2 * i, ref r) + Last(left, 2 * i, ref l);
        return pixels;
    }

    /// <summary>The hull's corners to the right, downwards.</summary>
    private static List<(long X, long Y)> Side(ReadOnlySpan<RowExtent> rows, Func<RowExtent, int> end)
    {
        var side = new List<(long X, long Y)>();
        for (var y = -1; y < 2 * rows.Length; y++)
        {
            // An odd y lies between two rows, which both have an edge there.
            var widest = long.MinValue;
            for (var i = Math.Max(y >> 1, 0); i <= Math.Min((y + 1) >> 1, rows.Length - 1); i++)
            {
                if (!rows[i].IsEmpty)
                    widest = Math.Max(widest, (2L * end(rows[i])) + 1 - (y & 1));
            }

            if (widest != long.MinValue)
                Add(side, (widest, y));
        }

        return side;
    }

    private static void Add(List<(long X, long Y)> side, (long X, long Y) next)
    {
        while (side.Count > 1 && Bends(side[^2], side[^1], next) <= 0)
            side.RemoveAt(side.Count - 1);
        side.Add(next);
    }

    /// <summary>Positive where the way down from a over b to c turns back to the left at b, so that b is a corner.</summary>
    private static long Bends((long X, long Y) a, (long X, long Y) b, (long X, long Y) c) =>
        ((b.X - a.X) * (c.Y - a.Y)) - ((c.X - a.X) * (b.Y - a.Y));

    /// <summary>The last pixel's column at height <paramref name="y"/>; <paramref name="at"/> moves down with it.</summary>
    private static long Last(List<(long X, long Y)> side, int y, ref int at)
    {
        while (side[at + 1].Y < y)
            at++;
        var (from, to) = (side[at], side[at + 1]);
        var height = to.Y - from.Y;
        return FloorDivide((from.X * height) + ((to.X - from.X) * (y - from.Y)), 2 * height);
    }

    private static long FloorDivide(long number, long positive) => (number < 0 ? number - positive + 1 : number) / positive;
}
