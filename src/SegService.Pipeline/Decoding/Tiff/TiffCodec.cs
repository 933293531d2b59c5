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

    public Outcome<StoredPixels> Decode(ReadOnlyMemory<byte> bytes, ImageInfo info, int page, int? channel) => Guard<StoredPixels>(() =>
    {
        if (!Samples(bytes, page, channel).TryGet(out var samples, out var failure))
            return failure;
        using var rows = new TiffRows(samples);
        using var all = rows.Read(info.Height);
        return Stored(samples, all);
    });

    public Outcome<IStoredRows>? OpenRows(ReadOnlyMemory<byte> bytes, int page, int? channel)
    {
        var opened = Guard<IStoredRows?>(() =>
        {
            if (!Samples(bytes, page, channel).TryGet(out var samples, out var failure))
                return failure;
            return Outcome.Of<IStoredRows?>(samples.CanBeStreamed ? new StoredRows(samples) : null);
        });
        if (!opened.TryGet(out var rows, out var refused))
            return refused;
        return rows is null ? default(Outcome<IStoredRows>?) : Outcome.Of(rows);
    }

    private static Outcome<TiffSamples> Samples(ReadOnlyMemory<byte> bytes, int page, int? channel)
    {
        var file = TiffFile.Open(bytes);
        return TiffSamples.Of(file, Planes(file), page, channel);
    }

    private static StoredPixels Stored(TiffSamples samples, Mat all)
    {
        if (!samples.HasAlpha)
            return new StoredPixels(all.Share(), null, samples.IsRgb);
        var page = samples.Pages[0];
        var alpha = page.AlphaIsAssociated ? null : Transparency.Extract(all, page.ColourSamples);
        return new StoredPixels(WithoutLast(all), alpha, samples.IsRgb);
    }

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

    private sealed class StoredRows(TiffSamples samples) : IStoredRows
    {
        private readonly TiffRows _rows = new(samples);

        public Outcome<StoredPixels> Read(int rows) => Guard<StoredPixels>(() =>
        {
            using var mat = _rows.Read(rows);
            return Stored(samples, mat);
        });

        public void Dispose() => _rows.Dispose();
    }
}
