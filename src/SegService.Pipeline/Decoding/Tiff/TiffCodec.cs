using OpenCvSharp;

namespace SegService.Pipeline.Decoding.Tiff;

/// <summary>
/// TIFF 6.0 and BigTIFF, either byte order, strips or tiles. Directories are read by our own bounded reader; LibTiff.NET
/// only decompresses, behind a directory we wrote.
/// </summary>
internal sealed class TiffCodec : IImageCodec
{
    // Coarser than any microscope: such a resolution tag speaks of print or screens.
    private const double MaxPixelSizeUm = 20;

    public bool Recognises(ReadOnlySpan<byte> bytes) => bytes.Length >= 8
        && (bytes.StartsWith("II*\0"u8) || bytes.StartsWith("MM\0*"u8) || bytes.StartsWith("II+\0"u8) || bytes.StartsWith("MM\0+"u8));

    public Outcome<ImageInfo> ReadHeader(ReadOnlyMemory<byte> bytes, int page) => Guard(() => ReadHeader(TiffFile.Open(bytes), page));

    public Outcome<StoredPixels> Decode(ReadOnlyMemory<byte> bytes, ImageInfo info, int page, int? channel) => Guard(() =>
    {
        var file = TiffFile.Open(bytes);
        var planes = Planes(file);
        return planes.Stacked ? DecodeStack(file, planes.Directories[page], channel) : DecodePage(file, page, channel);
    });

    private static Outcome<ImageInfo> ReadHeader(TiffFile file, int page)
    {
        var planes = Planes(file);
        // A page that is not there is told by the caller, who needs the count.
        var directories = planes.Directories[page >= 0 && page < planes.Directories.Length ? page : 0];
        if (!TiffPage.Read(file.Directory(directories[0])).TryGet(out var first, out var failure))
            return failure;
        var palette = first.Photometric == TiffPhotometric.Palette;
        var channels = planes.Stacked ? directories.Length : palette ? 3 : first.Samples;
        return new ImageInfo(ImageFormat.Tiff, first.Width, first.Height, channels, palette ? 8 : first.Bits, planes.Directories.Length,
            PixelSizeUm(file), !planes.Stacked && first.HasAlpha);
    }

    private static Outcome<StoredPixels> DecodeStack(TiffFile file, int[] directories, int? channel)
    {
        var mats = new List<Mat>();
        try
        {
            foreach (var directory in channel is { } chosen ? [directories[chosen]] : directories)
            {
                if (!TiffPage.Read(file.Directory(directory)).TryGet(out var page, out var failure))
                    return failure;
                mats.Add(ReadPlane(page, 0));
                if (page.Samples != 1 || mats[^1].Size() != mats[0].Size() || mats[^1].Type() != mats[0].Type())
                    throw new TiffFormatException("its channels differ in size or type");
            }

            return new StoredPixels(Merge(mats), null, isRgb: false);
        }
        finally
        {
            mats.ForEach(mat => mat.Dispose());
        }
    }

    private static Outcome<StoredPixels> DecodePage(TiffFile file, int index, int? channel)
    {
        if (!TiffPage.Read(file.Directory(index)).TryGet(out var page, out var failure))
            return failure;
        if (channel is { } chosen)
            return new StoredPixels(ReadChannel(page, chosen), null, isRgb: false);
        using var all = ReadAll(page);
        if (!page.HasAlpha)
            return new StoredPixels(all.Share(), null, page.IsRgb);
        var alpha = page.AlphaIsAssociated ? null : Transparency.Extract(all, page.ColourSamples);
        return new StoredPixels(WithoutLast(all), alpha, page.IsRgb);
    }

    private static Mat ReadChannel(TiffPage page, int channel)
    {
        if (page.Separate)
            return ReadPlane(page, channel);
        using var all = ReadAll(page);
        return all.ExtractChannel(channel);
    }

    private static Mat ReadAll(TiffPage page)
    {
        if (!page.Separate)
            return ReadPlane(page, 0);
        var mats = new List<Mat>();
        try
        {
            for (var plane = 0; plane < page.Samples; plane++)
                mats.Add(ReadPlane(page, plane));
            return Merge(mats);
        }
        finally
        {
            mats.ForEach(mat => mat.Dispose());
        }
    }

    private static Mat ReadPlane(TiffPage page, int plane)
    {
        using var pixels = new TiffPixels(page);
        return TiffColours.Normalise(page, pixels.Read(plane));
    }

    private static Mat Merge(List<Mat> mats)
    {
        if (mats.Count == 1)
            return mats[0].Share();
        var merged = new Mat();
        Cv2.Merge([.. mats], merged);
        return merged;
    }

    private static Mat WithoutLast(Mat all)
    {
        var channels = all.Channels() - 1;
        var colours = new Mat(all.Size(), MatType.MakeType(all.Depth(), channels));
        Cv2.MixChannels([all], [colours], [.. Enumerable.Range(0, channels).SelectMany(c => new[] { c, c })]);
        return colours;
    }

    private static TiffPlanes Planes(TiffFile file) => TiffPlanes.Of(file.Offsets.Count, file.Directory(0).Text(TiffTags.ImageDescription));

    private static double? PixelSizeUm(TiffFile file)
    {
        var directory = file.Directory(0);
        var description = directory.Text(TiffTags.ImageDescription);
        var ome = OmeMetadata.PixelSizeUm(description);
        var unit = ImageJMetadata.UnitUm(description);
        if (unit == 0)
            unit = directory.Value(TiffTags.ResolutionUnit, 2) switch { 2 => 25_400, 3 => 10_000, _ => 0 };
        var size = ome > 0 ? ome : directory.Rational(TiffTags.XResolution) is var perUnit and > 0 ? unit / perUnit : 0;
        return size > 0 && (ome > 0 || size <= MaxPixelSizeUm) && double.IsFinite(size) ? size : null;
    }

    // The library is managed code that trusts its input: whatever it trips over in a damaged file is that file's fault.
    private static Outcome<T> Guard<T>(Func<Outcome<T>> read)
    {
        try
        {
            return read();
        }
        catch (TiffFormatException e)
        {
            return ImageFailures.Unreadable($"The TIFF file is truncated or damaged: {e.Message}.");
        }
        catch (Exception e) when (e is not (OutOfMemoryException or OpenCVException or OpenCvSharpException))
        {
            return ImageFailures.Truncated(ImageFormat.Tiff);
        }
    }
}
