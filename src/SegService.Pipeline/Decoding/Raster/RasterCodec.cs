using OpenCvSharp;

namespace SegService.Pipeline.Decoding.Raster;

/// <summary>The formats whose pixels OpenCV decodes: one page, 8 or 16 bits, grey, RGB or RGBA.</summary>
internal abstract class RasterCodec : IImageCodec
{
    public abstract bool Recognises(ReadOnlySpan<byte> bytes);

    public Outcome<ImageInfo> ReadHeader(ReadOnlyMemory<byte> bytes, int page) => ReadHeader(bytes.Span);

    public Outcome<StoredPixels> Decode(ReadOnlyMemory<byte> bytes, ImageInfo info, int page, int? channel)
    {
        // Unchanged keeps depth and alpha and leaves EXIF orientation alone.
        using var stored = Cv2.ImDecode(bytes.Span, ImreadModes.Unchanged);
        if (stored.Width != info.Width || stored.Height != info.Height || stored.Depth() is not (MatType.CV_8U or MatType.CV_16U))
            return ImageFailures.Truncated(info.Format);

        using var alpha = stored.Channels() == 4 ? Transparency.Extract(stored, 3) : null;
        using var samples = ToRgb(stored);
        return channel is { } chosen && chosen < samples.Channels()
            ? new StoredPixels(samples.ExtractChannel(chosen), null, isRgb: false)
            : new StoredPixels(samples.Share(), alpha is null ? null : alpha.Share(), samples.Channels() == 3);
    }

    protected abstract Outcome<ImageInfo> ReadHeader(ReadOnlySpan<byte> bytes);

    private static Mat ToRgb(Mat stored)
    {
        if (stored.Channels() == 1)
            return stored.Share();
        var rgb = new Mat();
        Cv2.CvtColor(stored, rgb, stored.Channels() == 4 ? ColorConversionCodes.BGRA2RGB : ColorConversionCodes.BGR2RGB);
        return rgb;
    }
}
