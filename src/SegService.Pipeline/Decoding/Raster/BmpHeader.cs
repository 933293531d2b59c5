using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace SegService.Pipeline.Decoding.Raster;

/// <summary>
/// The two headers of a Windows bitmap. Size is the info header's, in bytes; Height is negative where rows run from top to bottom.
/// </summary>
internal readonly record struct BmpHeader(long DataOffset, int Size, int Width, int Height, int Bits, int Compression, int PaletteEntries)
{
    public const int FileBytes = 14;

    private const int Uncompressed = 0;
    private const int BitFields = 3;

    // Run-length coding is refused: the native decoder's bounds are not to be trusted with hostile runs, and no microscope writes it.
    public bool IsSupported => (Bits, Compression) is (1 or 4 or 8 or 16 or 24 or 32, Uncompressed) or (16 or 32, BitFields);

    /// <summary>Rows are padded to four bytes.</summary>
    public long DataBytes => (((long)Width * Bits) + 31) / 32 * 4 * Math.Abs((long)Height);

    public static bool TryRead(ReadOnlySpan<byte> bytes, out BmpHeader header)
    {
        header = default;
        if (bytes.Length < FileBytes + 40)
            return false;
        var info = bytes[FileBytes..];
        header = new(BinaryPrimitives.ReadUInt32LittleEndian(bytes[10..]), Int32(info, 0), Int32(info, 4), Int32(info, 8),
            BinaryPrimitives.ReadUInt16LittleEndian(info[14..]), Int32(info, 16), Int32(info, 32));
        return true;
    }

    /// <summary>Every entry of the palette has equal red, green and blue; such a file decodes to one channel.</summary>
    public bool IsGrey(ReadOnlySpan<byte> bytes)
    {
        if (Bits > 8)
            return false;
        var entries = Math.Min(PaletteEntries == 0 ? 1 << Bits : PaletteEntries, 1 << Bits);
        var palette = bytes[(FileBytes + Size)..];
        foreach (var entry in MemoryMarshal.Cast<byte, uint>(palette[..Math.Min(palette.Length & ~3, entries * 4)]))
        {
            if ((byte)entry != (byte)(entry >> 8) || (byte)entry != (byte)(entry >> 16))
                return false;
        }

        return true;
    }

    private static int Int32(ReadOnlySpan<byte> info, int at) => BinaryPrimitives.ReadInt32LittleEndian(info[at..]);
}
