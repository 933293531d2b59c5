using System.Buffers.Binary;

namespace SegService.Pipeline.Decoding.Tiff;

/// <summary>A TIFF's bytes in its own byte order and offset width. Reads past the end throw <see cref="TiffFormatException"/>.</summary>
internal sealed class TiffBytes(ReadOnlyMemory<byte> bytes, bool bigEndian, bool big)
{
    public ReadOnlyMemory<byte> Memory => bytes;

    public bool BigEndian => bigEndian;

    /// <summary>BigTIFF: 64-bit offsets and counts.</summary>
    public bool Big => big;

    public long Length => bytes.Length;

    public ushort UInt16(long at) => bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(At(at, 2)) : BinaryPrimitives.ReadUInt16LittleEndian(At(at, 2));

    public uint UInt32(long at) => bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(At(at, 4)) : BinaryPrimitives.ReadUInt32LittleEndian(At(at, 4));

    public long Int64(long at) => bigEndian ? BinaryPrimitives.ReadInt64BigEndian(At(at, 8)) : BinaryPrimitives.ReadInt64LittleEndian(At(at, 8));

    /// <summary>An offset or a count, as wide as the file's kind has them.</summary>
    public long Offset(long at) => big ? Int64(at) : UInt32(at);

    public ReadOnlySpan<byte> At(long at, long count) => at >= 0 && count >= 0 && at <= bytes.Length - count
        ? bytes.Span.Slice((int)at, (int)count)
        : throw new TiffFormatException("an offset points outside the file");
}

/// <summary>Thrown and caught within the TIFF reader only: the file is not what it claims to be.</summary>
internal sealed class TiffFormatException(string reason) : Exception(reason);
