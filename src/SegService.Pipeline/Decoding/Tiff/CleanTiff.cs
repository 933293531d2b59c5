using System.Buffers.Binary;

namespace SegService.Pipeline.Decoding.Tiff;

/// <summary>Writes the one classic directory a <see cref="CleanTiffStream"/> shows, in the file's own byte order.</summary>
internal sealed class CleanTiff
{
    private const int EntryBytes = 12;

    private readonly bool _bigEndian;
    private readonly SortedDictionary<ushort, (ushort Type, int Count, byte[] Data)> _fields = [];

    private CleanTiff(bool bigEndian) => _bigEndian = bigEndian;

    public static CleanTiffStream Open(TiffPage page)
    {
        var file = page.Directory.Bytes;
        var clean = new CleanTiff(file.BigEndian);
        clean.Describe(page);
        var at = (file.Length + 1) & ~1L;
        byte[] header = [.. file.BigEndian ? "MM"u8 : "II"u8, .. clean.Bytes(42, 2), .. clean.Bytes((uint)at, 4)];
        return new CleanTiffStream(file.Memory, header, clean.Write(at), at);
    }

    private void Describe(TiffPage page)
    {
        var directory = page.Directory;
        Longs(TiffTags.ImageWidth, [page.Width]);
        Longs(TiffTags.ImageLength, [page.Height]);
        Shorts(TiffTags.BitsPerSample, Enumerable.Repeat(page.Bits, page.Samples));
        Shorts(TiffTags.Compression, [page.Compression]);
        // The reader itself inverts and looks palettes up; the library needs to know colour spaces only.
        Shorts(TiffTags.Photometric, [page.Photometric is TiffPhotometric.Rgb or TiffPhotometric.YCbCr ? page.Photometric : TiffPhotometric.MinIsBlack]);
        Shorts(TiffTags.FillOrder, [directory.Value(TiffTags.FillOrder, 1) == 2 ? 2 : 1]);
        Shorts(TiffTags.SamplesPerPixel, [page.Samples]);
        Shorts(TiffTags.PlanarConfig, [page.Separate ? 2 : 1]);
        Shorts(TiffTags.Predictor, [directory.Value(TiffTags.Predictor, 1)]);
        Shorts(TiffTags.SampleFormat, Enumerable.Repeat(page.SampleFormat, page.Samples));
        DescribeChunks(page);
        if (directory.Has(TiffTags.JpegTables))
            _fields[TiffTags.JpegTables] = (7, (int)directory.Count(TiffTags.JpegTables), directory.Raw(TiffTags.JpegTables).ToArray());
        if (directory.Count(TiffTags.YCbCrSubsampling) == 2)
            Shorts(TiffTags.YCbCrSubsampling, [(int)directory.Value(TiffTags.YCbCrSubsampling, 0L), (int)directory.Value(TiffTags.YCbCrSubsampling, 1L)]);
    }

    private void DescribeChunks(TiffPage page)
    {
        Longs(page.OffsetsTag, Values(page, page.OffsetsTag));
        Longs(page.CountsTag, Values(page, page.CountsTag));
        if (page.Tiled)
        {
            Longs(TiffTags.TileWidth, [page.ChunkWidth]);
            Longs(TiffTags.TileLength, [page.ChunkHeight]);
        }
        else
        {
            Longs(TiffTags.RowsPerStrip, [page.ChunkHeight]);
        }
    }

    private static IEnumerable<long> Values(TiffPage page, ushort tag)
    {
        for (var i = 0L; i < page.Chunks; i++)
            yield return page.Directory.Value(tag, i);
    }

    private void Shorts(ushort tag, IEnumerable<int> values) => Add(tag, 3, 2, values.Select(value => (uint)value));

    private void Longs(ushort tag, IEnumerable<long> values) => Add(tag, 4, 4, values.Select(value => (uint)value));

    private void Add(ushort tag, ushort type, int width, IEnumerable<uint> values)
    {
        var data = values.SelectMany(value => Bytes(value, width)).ToArray();
        _fields[tag] = (type, data.Length / width, data);
    }

    private byte[] Write(long at)
    {
        using var entries = new MemoryStream();
        using var values = new MemoryStream();
        var valuesAt = at + 2 + (EntryBytes * _fields.Count) + 4;
        entries.Write(Bytes((uint)_fields.Count, 2));
        foreach (var (tag, (type, count, data)) in _fields)
        {
            entries.Write([.. Bytes(tag, 2), .. Bytes(type, 2), .. Bytes((uint)count, 4)]);
            var inline = data.Length <= 4 ? data : Bytes((uint)(valuesAt + values.Length), 4);
            entries.Write([.. inline, .. new byte[4 - inline.Length]]);
            if (data.Length > 4)
                values.Write([.. data, .. new byte[data.Length & 1]]);
        }

        entries.Write(new byte[4]); // no further directory
        return [.. entries.ToArray(), .. values.ToArray()];
    }

    private byte[] Bytes(uint value, int width)
    {
        var bytes = new byte[4];
        if (_bigEndian)
            BinaryPrimitives.WriteUInt32BigEndian(bytes, value << (8 * (4 - width)));
        else
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes[..width];
    }
}
