namespace SegService.Pipeline.Decoding.Tiff;

/// <summary>One image file directory: its fields by tag, each known to lie within the file once it is read.</summary>
internal sealed class TiffDirectory
{
    private const int MaxEntries = 4096;

    private static readonly int[] TypeBytes = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8];

    private readonly Dictionary<ushort, (int Type, long Count, long At)> _fields = [];

    private TiffDirectory(TiffBytes bytes) => Bytes = bytes;

    public TiffBytes Bytes { get; }

    public static TiffDirectory Read(TiffBytes bytes, long offset)
    {
        var directory = new TiffDirectory(bytes);
        foreach (var entry in Entries(bytes, offset, out _))
            directory.Add(entry);
        return directory;
    }

    /// <summary>The one field page counting needs, and where the next directory is.</summary>
    public static long SubfileType(TiffBytes bytes, long offset, out long next)
    {
        foreach (var entry in Entries(bytes, offset, out next))
        {
            if (bytes.UInt16(entry) == TiffTags.NewSubfileType)
                return bytes.UInt32(entry + (bytes.Big ? 12 : 8));
        }

        return 0;
    }

    public bool Has(ushort tag) => _fields.ContainsKey(tag);

    public long Count(ushort tag) => _fields.TryGetValue(tag, out var field) ? field.Count : 0;

    public int Value(ushort tag, int absent) => Has(tag) ? (int)Math.Min(int.MaxValue, Value(tag, 0L)) : absent;

    /// <summary>The unsigned integer at an index of a field that is there.</summary>
    public long Value(ushort tag, long index)
    {
        var (type, count, at) = _fields[tag];
        if (index >= count)
            throw new TiffFormatException("a field has fewer values than the image needs");
        return type switch
        {
            1 or 7 => Bytes.At(at + index, 1)[0],
            3 => Bytes.UInt16(at + (2 * index)),
            4 or 13 => Bytes.UInt32(at + (4 * index)),
            16 or 18 => Bytes.Int64(at + (8 * index)),
            _ => throw new TiffFormatException("a field that must be a whole number is not"),
        };
    }

    public ReadOnlySpan<byte> Raw(ushort tag)
    {
        if (!_fields.TryGetValue(tag, out var field))
            return [];
        if (field.Count > Bytes.Length)
            throw new TiffFormatException("a field is larger than the file");
        return Bytes.At(field.At, field.Count * TypeBytes[field.Type]);
    }

    public string Text(ushort tag) => System.Text.Encoding.UTF8.GetString(Raw(tag)).TrimEnd('\0');

    /// <summary>A RATIONAL, or 0 where it is missing or has no value.</summary>
    public double Rational(ushort tag) =>
        _fields.TryGetValue(tag, out var field) && field.Type == 5 && Bytes.UInt32(field.At + 4) is var denominator and not 0
            ? Bytes.UInt32(field.At) / (double)denominator
            : 0;

    private static IEnumerable<long> Entries(TiffBytes bytes, long offset, out long next)
    {
        var (countBytes, entryBytes) = bytes.Big ? (8, 20) : (2, 12);
        var count = bytes.Big ? bytes.Int64(offset) : bytes.UInt16(offset);
        if (count is < 1 or > MaxEntries)
            throw new TiffFormatException("a directory is empty or has too many fields");
        var first = offset + countBytes;
        next = bytes.Offset(first + (count * entryBytes));
        return Enumerable.Range(0, (int)count).Select(i => first + (i * entryBytes));
    }

    private void Add(long entry)
    {
        int type = Bytes.UInt16(entry + 2);
        var count = Bytes.Offset(entry + 4);
        if (type >= TypeBytes.Length || TypeBytes[type] == 0 || count < 1)
            return;
        var inline = Bytes.Big ? 8 : 4;
        var value = entry + 4 + inline;
        var fits = count <= inline / TypeBytes[type];
        _fields.TryAdd(Bytes.UInt16(entry), (type, count, fits ? value : Bytes.Offset(value)));
    }
}
