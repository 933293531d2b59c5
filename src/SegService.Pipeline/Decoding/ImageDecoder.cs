using OpenCvSharp;
using SegService.Pipeline.Decoding.Raster;
using SegService.Pipeline.Decoding.Tiff;

namespace SegService.Pipeline.Decoding;

/// <summary>
/// Encoded bytes to pixels, in two steps so that an image can be admitted or refused before its pixels take memory. The bytes
/// decide the format. Orientation tags (EXIF, TIFF) are ignored: masks are in the coordinates of the stored pixels.
/// </summary>
public sealed class ImageDecoder(DecodingLimits limits)
{
    private static readonly IImageCodec[] Codecs = [new PngCodec(), new JpegCodec(), new TiffCodec(), new WebPCodec(), new BmpCodec()];

    /// <summary>
    /// What the header says of one page (the first where <paramref name="page"/> is 0); no pixel is decoded and no memory of the
    /// image's size is taken. Files that end early or cannot hold the pixels they declare are Unreadable here already.
    /// </summary>
    public Outcome<ImageInfo> ReadHeader(ReadOnlyMemory<byte> bytes, int page = 0)
    {
        if (bytes.IsEmpty)
            return ImageFailures.Unreadable("The image is empty: no bytes were sent.");
        if (Find(bytes.Span) is not { } codec)
            return ImageFailures.Unsupported("The bytes are not an image format this service reads: PNG, JPEG, TIFF, WebP or BMP.");
        if (!codec.ReadHeader(bytes, page).TryGet(out var info, out var failure))
            return failure;
        return page < 0 || page >= info.Pages ? ImageFailures.OutOfRange("page", page, info.Pages) : info;
    }

    /// <summary>Null where the image is within the limits, else which one it exceeds (TooLarge).</summary>
    public Failure? Check(ImageInfo info)
    {
        if (Math.Max(info.Width, info.Height) > limits.MaxDimension)
            return ImageFailures.TooLarge("pixels along one side", Math.Max(info.Width, info.Height), limits.MaxDimension);
        if (info.Pixels > limits.MaxPixels)
            return ImageFailures.TooLarge("pixels", info.Pixels, limits.MaxPixels);
        if (info.Channels > limits.MaxChannels)
            return ImageFailures.TooLarge("channels", info.Channels, limits.MaxChannels);
        if (info.Pages > limits.MaxPages)
            return ImageFailures.TooLarge("pages", info.Pages, limits.MaxPages);
        return info.DecodedBytes > limits.MaxDecodedBytes
            ? ImageFailures.TooLarge("bytes when decoded", info.DecodedBytes, limits.MaxDecodedBytes)
            : null;
    }

    /// <summary>Reads, checks and decodes one page; the caller disposes the image.</summary>
    /// <param name="bytes">The upload as it came.</param>
    /// <param name="page">From 0.</param>
    /// <param name="channel">The only channel to keep, from 0 (alpha is not one); null keeps all.</param>
    public Outcome<DecodedImage> Decode(ReadOnlyMemory<byte> bytes, int page = 0, int? channel = null) =>
        Accept(bytes, page, channel).TryGet(out var info, out var failure) ? Decode(Find(bytes.Span)!, bytes, info, page, channel) : failure;

    /// <summary>
    /// Reads and checks one page and gives its picture row by row: TIFF's is decoded as its rows are asked for. Its damage may show only
    /// then. The caller disposes the page.
    /// </summary>
    public Outcome<RgbPage> Open(ReadOnlyMemory<byte> bytes, int page = 0, int? channel = null)
    {
        if (!Accept(bytes, page, channel).TryGet(out var info, out var failure))
            return failure;
        var codec = Find(bytes.Span)!;
        if (codec.OpenRows(bytes, page, channel) is { } rows)
        {
            if (rows.TryGet(out var opened, out failure))
                opened.Dispose();
            return failure is null ? StreamedPage.Open(info, () => codec.OpenRows(bytes, page, channel)!.Value) : failure;
        }

        if (!Decode(codec, bytes, info, page, channel).TryGet(out var image, out failure))
            return failure;
        using (image)
            return new WholePage(image);
    }

    private Outcome<ImageInfo> Accept(ReadOnlyMemory<byte> bytes, int page, int? channel)
    {
        if (!ReadHeader(bytes, page).TryGet(out var info, out var failure))
            return failure;
        if (Check(info) is { } tooLarge)
            return tooLarge;
        return channel is { } chosen && (chosen < 0 || chosen >= info.ColourChannels)
            ? ImageFailures.OutOfRange("channel", chosen, info.ColourChannels)
            : info;
    }

    private static Outcome<DecodedImage> Decode(IImageCodec codec, ReadOnlyMemory<byte> bytes, ImageInfo info, int page, int? channel)
    {
        try
        {
            if (!codec.Decode(bytes, info, page, channel).TryGet(out var pixels, out var failure))
                return failure;
            using (pixels)
                return new DecodedImage(info, pixels.Samples.Share(), RgbRenderer.Render(pixels));
        }
        catch (Exception e) when (e is OpenCVException or OpenCvSharpException)
        {
            return ImageFailures.Truncated(info.Format);
        }
    }

    private static IImageCodec? Find(ReadOnlySpan<byte> bytes)
    {
        foreach (var codec in Codecs)
        {
            if (codec.Recognises(bytes))
                return codec;
        }

        return null;
    }
}
