namespace SegService.Pipeline.Decoding.Tiff;

/// <summary>How one directory's samples are laid out; everything in it is checked against the file.</summary>
internal sealed class TiffPage
{
    private TiffPage(TiffDirectory directory) => Directory = directory;

    public TiffDirectory Directory { get; }

    public int Width => Directory.Value(TiffTags.ImageWidth, 0);

    public int Height => Directory.Value(TiffTags.ImageLength, 0);

    public int Bits => Directory.Value(TiffTags.BitsPerSample, 1);

    public int Samples => Directory.Value(TiffTags.SamplesPerPixel, 1);

    public int Compression => Directory.Value(TiffTags.Compression, TiffCompression.None);

    public int Photometric => Directory.Value(TiffTags.Photometric, TiffPhotometric.MinIsBlack);

    /// <summary>1 unsigned, 2 signed, 3 IEEE floating point.</summary>
    public int SampleFormat => Directory.Value(TiffTags.SampleFormat, 1) is 4 ? 1 : Directory.Value(TiffTags.SampleFormat, 1);

    /// <summary>Each sample has its own plane of strips or tiles.</summary>
    public bool Separate => Samples > 1 && Directory.Value(TiffTags.PlanarConfig, 1) == 2;

    public bool Tiled => Directory.Has(TiffTags.TileWidth);

    public int ChunkWidth => Tiled ? Directory.Value(TiffTags.TileWidth, 0) : Width;

    public int ChunkHeight => Tiled ? Directory.Value(TiffTags.TileLength, 0) : Math.Min(Height, Directory.Value(TiffTags.RowsPerStrip, int.MaxValue));

    public ushort OffsetsTag => Tiled ? TiffTags.TileOffsets : TiffTags.StripOffsets;

    public ushort CountsTag => Tiled ? TiffTags.TileByteCounts : TiffTags.StripByteCounts;

    public long Chunks => Across(Width, ChunkWidth) * Across(Height, ChunkHeight) * (Separate ? Samples : 1);

    public int SamplesPerChunkPixel => Separate ? 1 : Samples;

    /// <summary>Bytes of one row of a strip or tile, unpacked from its compression.</summary>
    public long ChunkRowBytes => (((long)ChunkWidth * SamplesPerChunkPixel * Bits) + 7) / 8;

    public bool IsRgb => Photometric is TiffPhotometric.Rgb or TiffPhotometric.YCbCr or TiffPhotometric.Palette && ColourSamples == 3;

    /// <summary>Red, green and blue of a palette, else the samples that are not transparency.</summary>
    public int ColourSamples => Photometric == TiffPhotometric.Palette ? 3 : HasAlpha ? Samples - 1 : Samples;

    /// <summary>The last sample is transparency: it says so, or RGB has a fourth that says nothing.</summary>
    public bool HasAlpha => Samples > 1 && (Directory.Has(TiffTags.ExtraSamples)
        ? LastExtraSample is 1 or 2
        : Photometric == TiffPhotometric.Rgb && Samples == 4);

    /// <summary>Colours are multiplied by it already, that is, lie over black.</summary>
    public bool AlphaIsAssociated => HasAlpha && Directory.Has(TiffTags.ExtraSamples) && LastExtraSample == 1;

    private long LastExtraSample => Directory.Value(TiffTags.ExtraSamples, Directory.Count(TiffTags.ExtraSamples) - 1);

    public static Outcome<TiffPage> Read(TiffDirectory directory)
    {
        var page = new TiffPage(directory);
        if (page.Width <= 0 || page.Height <= 0 || page.Samples <= 0)
            return ImageFailures.Unreadable($"The TIFF header is invalid: {page.Width} x {page.Height} pixels, {page.Samples} samples.");
        if (TiffSupport.Reason(page) is { } reason)
            return ImageFailures.Unsupported(reason);
        return TiffSupport.IsWhole(page) ? page : ImageFailures.Truncated(ImageFormat.Tiff);
    }

    private static long Across(long size, long chunk) => chunk <= 0 ? 0 : (size + chunk - 1) / chunk;
}
