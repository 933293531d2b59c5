using OpenCvSharp;

namespace SegService.Pipeline.Decoding;

/// <summary>A few rows of a page, moved down it; what is seen again is not decoded again.</summary>
internal sealed class RgbBand(RgbPage page) : IDisposable
{
    private const int RowsAtOnce = 256;

    private readonly IRgbRows _rows = page.Rows();
    private Mat _band = new();
    private int _top;
    private int _bottom;

    /// <summary>Rows <paramref name="top"/> to <paramref name="bottom"/> - 1, CV_8UC3 in RGB order; the band's own, until it moves on.</summary>
    /// <param name="top">Not less than that of the call before.</param>
    /// <param name="bottom">Likewise.</param>
    public Outcome<Mat> Move(int top, int bottom)
    {
        Keep(top, bottom - top);
        while (_bottom < bottom)
        {
            // Rows above the band are passed over.
            var end = Math.Min(_bottom < top ? top : bottom, _bottom + RowsAtOnce);
            if (!_rows.Read(end - _bottom).TryGet(out var rows, out var failure))
                return failure;
            using (rows)
            {
                if (_bottom >= top)
                {
                    using var target = _band[_bottom - top, end - top, 0, page.Width];
                    rows.CopyTo(target);
                }
            }

            _bottom = end;
        }

        return _band[0, bottom - top, 0, page.Width];
    }

    public void Dispose()
    {
        _band.Dispose();
        _rows.Dispose();
    }

    /// <summary>Moves the rows that are seen again to the front of a buffer of enough rows.</summary>
    private unsafe void Keep(int top, int rows)
    {
        var (first, kept) = (top - _top, Math.Max(0, _bottom - top));
        var old = _band;
        if (old.Rows < rows)
            _band = new Mat(rows, page.Width, MatType.CV_8UC3);
        var rowBytes = 3L * page.Width;
        if (kept > 0)
            Buffer.MemoryCopy((void*)(old.Data + (first * rowBytes)), (void*)_band.Data, _band.Rows * rowBytes, kept * rowBytes);
        if (old != _band)
            old.Dispose();
        _top = top;
    }
}
