namespace SegService.Pipeline.Decoding.Tiff;

/// <summary>Which of TIFF's many variants are read, and whether a page's data can hold its pixels.</summary>
internal static class TiffSupport
{
    // A tile may pad a small image, but not by so much that the padding is the cost.
    private const long MaxPadding = 1 << 24;

    /// <summary>Null where the variant is read, else why not.</summary>
    public static string? Reason(TiffPage page)
    {
        if (MaxRatio(page.Compression) == 0)
            return $"TIFF compression {page.Compression} is not read; none, LZW, Deflate, PackBits and JPEG are.";
        if (page.Photometric is not (TiffPhotometric.MinIsWhite or TiffPhotometric.MinIsBlack or TiffPhotometric.Rgb or TiffPhotometric.Palette)
            && (page.Photometric, page.Compression) is not (TiffPhotometric.YCbCr, TiffCompression.Jpeg))
            return $"TIFF photometric interpretation {page.Photometric} is not read; grey, RGB, palette and JPEG's YCbCr are.";
        if (!IsDepthRead(page))
            return $"TIFF samples of {page.Bits} bits (format {page.SampleFormat}) are not read; 1, 2, 4, 8, 16, 32-bit integers and 32 and 64-bit floats are.";
        for (var i = 1L; i < page.Directory.Count(TiffTags.BitsPerSample); i++)
        {
            if (page.Directory.Value(TiffTags.BitsPerSample, i) != page.Bits)
                return "TIFF samples of different depths in one pixel are not read.";
        }

        return null;
    }

    /// <summary>Every strip or tile lies within the file and together they can unpack to the page.</summary>
    public static bool IsWhole(TiffPage page)
    {
        var (directory, chunks, length) = (page.Directory, page.Chunks, page.Directory.Bytes.Length);
        if (chunks == 0 || directory.Count(page.OffsetsTag) < chunks || directory.Count(page.CountsTag) < chunks)
            return false;
        if (page.Tiled && (double)page.ChunkWidth * page.ChunkHeight > ((double)page.Width * page.Height * 4) + MaxPadding)
            return false;
        var total = 0L;
        for (var i = 0L; i < chunks; i++)
        {
            var (offset, count) = (directory.Value(page.OffsetsTag, i), directory.Value(page.CountsTag, i));
            if (offset < 8 || count < 1 || offset > length || count > length - offset)
                return false;
            total += count;
        }

        var unpacked = (double)page.Width * page.Height * page.Samples * page.Bits / 8;
        return unpacked <= (double)total * MaxRatio(page.Compression) && total <= 4 * length;
    }

    private static bool IsDepthRead(TiffPage page) => page.Photometric switch
    {
        TiffPhotometric.Palette => page is { Bits: 1 or 2 or 4 or 8, Samples: 1, SampleFormat: 1 } && page.Directory.Count(TiffTags.ColorMap) >= 3L << page.Bits,
        TiffPhotometric.MinIsWhite when page.Bits > 16 || page.SampleFormat != 1 => false,
        _ when page.Compression == TiffCompression.Jpeg => page is { Bits: 8, SampleFormat: 1 },
        _ => (page.SampleFormat, page.Bits) is (1, 1 or 2 or 4 or 8 or 16 or 32) or (2, 8 or 16 or 32) or (3, 32 or 64),
    };

    // The most a byte can unpack to: two PackBits bytes give 128; a full LZW table some 1,340; zlib's bound is 1,032; a JPEG block
    // of 64 samples takes a bit.
    private static int MaxRatio(int compression) => compression switch
    {
        TiffCompression.None => 1,
        TiffCompression.PackBits => 64,
        TiffCompression.Lzw => 1400,
        TiffCompression.Deflate or TiffCompression.OldDeflate => 1032,
        TiffCompression.Jpeg => 512,
        _ => 0,
    };
}
