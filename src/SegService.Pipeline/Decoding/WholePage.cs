using OpenCvSharp;

namespace SegService.Pipeline.Decoding;

/// <summary>A page whose format, or whose transparency or floating point samples, can only be decoded whole: its picture is held.</summary>
internal sealed class WholePage : RgbPage
{
    private readonly Mat _rgb;

    public WholePage(DecodedImage image) : base(image.Info) => _rgb = image.Rgb.Share();

    public override void Dispose() => _rgb.Dispose();

    internal override IRgbRows Rows() => new RowsOf(_rgb);

    private sealed class RowsOf(Mat rgb) : IRgbRows
    {
        private int _next;

        public Outcome<Mat> Read(int rows) => rgb[_next, _next += rows, 0, rgb.Width];

        public void Dispose()
        {
        }
    }
}
