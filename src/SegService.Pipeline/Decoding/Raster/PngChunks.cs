using System.Buffers.Binary;

namespace SegService.Pipeline.Decoding.Raster;

/// <summary>What a PNG's chunks tell without being inflated.</summary>
/// <param name="Complete">There is image data and the chunks reach IEND.</param>
/// <param name="DataBytes">Compressed bytes of image data.</param>
/// <param name="Transparency">A tRNS chunk gives palette entries or one colour transparency.</param>
internal readonly record struct PngChunks(bool Complete, long DataBytes, bool Transparency)
{
    private const int Overhead = 12; // length, type and CRC

    /// <param name="chunks">Everything after the signature.</param>
    public static PngChunks Walk(ReadOnlySpan<byte> chunks)
    {
        var (data, transparency) = (0L, false);
        while (chunks.Length >= Overhead)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(chunks);
            var type = chunks.Slice(4, 4);
            if (length > chunks.Length - Overhead)
                break;
            if (type.SequenceEqual("IEND"u8))
                return new(data > 0, data, transparency);
            if (type.SequenceEqual("IDAT"u8))
                data += length;
            transparency |= type.SequenceEqual("tRNS"u8);
            chunks = chunks[((int)length + Overhead)..];
        }

        return new(false, data, transparency);
    }
}
