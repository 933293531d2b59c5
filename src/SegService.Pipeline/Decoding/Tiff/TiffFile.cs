namespace SegService.Pipeline.Decoding.Tiff;

/// <summary>A TIFF or BigTIFF as its chain of directories.</summary>
internal sealed class TiffFile
{
    private const int MaxDirectories = 65_537;
    private const int ReducedOrMask = 0b101; // NewSubfileType: thumbnails and pyramid levels, transparency masks

    private readonly TiffBytes _bytes;

    private TiffFile(TiffBytes bytes, List<long> offsets) => (_bytes, Offsets) = (bytes, offsets);

    /// <summary>Where the full-size directories are, in file order.</summary>
    public List<long> Offsets { get; }

    /// <exception cref="TiffFormatException">The chain loops, leaves the file or holds no image.</exception>
    public static TiffFile Open(ReadOnlyMemory<byte> memory)
    {
        var bigEndian = memory.Span[0] == (byte)'M';
        var version = new TiffBytes(memory, bigEndian, big: false).UInt16(2);
        var bytes = new TiffBytes(memory, bigEndian, big: version == 43);
        var file = new TiffFile(bytes, []);
        file.Walk(bytes.Offset(bytes.Big ? 8 : 4));
        return file.Offsets.Count > 0 ? file : throw new TiffFormatException("it has no image directory");
    }

    public TiffDirectory Directory(int index) => TiffDirectory.Read(_bytes, Offsets[index]);

    private void Walk(long offset)
    {
        var seen = new HashSet<long>();
        while (offset != 0)
        {
            if (!seen.Add(offset) || seen.Count > MaxDirectories)
                throw new TiffFormatException("its directories loop or are too many");
            if ((TiffDirectory.SubfileType(_bytes, offset, out var next) & ReducedOrMask) == 0)
                Offsets.Add(offset);
            offset = next;
        }
    }
}
