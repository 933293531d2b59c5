using OpenCvSharp;

namespace SegService.Pipeline.Decoding;

/// <summary>A page that is decoded as far as its rows are asked for, each time anew.</summary>
/// <param name="info">The header's account of the upload.</param>
/// <param name="open">Opens its samples at the first row.</param>
/// <param name="ranges">What the rows' channels are scaled by, of the whole page; see <see cref="RgbRenderer"/>.</param>
internal sealed class StreamedPage(ImageInfo info, Func<Outcome<IStoredRows>> open, IReadOnlyList<IntensityRange> ranges) : RgbPage(info)
{
    private const int RowsAtOnce = 256;

    /// <summary>Looks at all rows once where deep or many channels have to be scaled by the whole page.</summary>
    public static Outcome<RgbPage> Open(ImageInfo info, Func<Outcome<IStoredRows>> open)
    {
        if (!open().TryGet(out var rows, out var failure))
            return failure;
        using (rows)
        {
            RangeSurvey? survey = null;
            for (var y = 0; y < info.Height; y += RowsAtOnce)
            {
                if (!rows.Read(Math.Min(RowsAtOnce, info.Height - y)).TryGet(out var pixels, out failure))
                    return failure;
                using (pixels)
                {
                    if (!RgbRenderer.NeedsRanges(pixels))
                        return new StreamedPage(info, open, []);
                    survey ??= new RangeSurvey(pixels, info.Height);
                    survey.Add(pixels);
                }
            }

            return new StreamedPage(info, open, survey!.Ranges());
        }
    }

    public override void Dispose()
    {
    }

    internal override IRgbRows Rows() => new RenderedRows(open(), ranges);

    private sealed class RenderedRows(Outcome<IStoredRows> stored, IReadOnlyList<IntensityRange> ranges) : IRgbRows
    {
        public Outcome<Mat> Read(int rows)
        {
            if (!stored.TryGet(out var source, out var failure) || !source.Read(rows).TryGet(out var pixels, out failure))
                return failure;
            using (pixels)
                return RgbRenderer.Render(pixels, ranges);
        }

        public void Dispose()
        {
            if (stored.TryGet(out var source, out _))
                source.Dispose();
        }
    }
}

/// <summary>Stored samples of a page from top to bottom, once.</summary>
internal interface IStoredRows : IDisposable
{
    /// <summary>The next rows; the caller disposes them.</summary>
    Outcome<StoredPixels> Read(int rows);
}
