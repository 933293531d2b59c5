using System.Buffers.Binary;
using System.IO.Compression;

namespace SegService.TestKit;

/// <summary>8-bit grey PNGs that say what a test wants, true or not.</summary>
public static class RawPng
{
    public static byte[] Of(int width, int height, byte[] data)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8;
        return [0x89, .. "PNG\r\n\x1a\n"u8, .. Chunk("IHDR", header), .. Chunk("IDAT", data), .. Chunk("IEND", [])];
    }

    public static byte[] Deflate(byte[] raw)
    {
        using var memory = new MemoryStream();
        using (var zlib = new ZLibStream(memory, CompressionLevel.Fastest))
            zlib.Write(raw);
        return memory.ToArray();
    }

    private static byte[] Chunk(string type, byte[] body)
    {
        byte[] named = [.. System.Text.Encoding.ASCII.GetBytes(type), .. body];
        var (length, crc) = (new byte[4], new byte[4]);
        BinaryPrimitives.WriteInt32BigEndian(length, body.Length);
        BinaryPrimitives.WriteUInt32BigEndian(crc, Crc32(named));
        return [.. length, .. named, .. crc];
    }

    private static uint Crc32(byte[] bytes)
    {
        var crc = ~0u;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var i = 0; i < 8; i++)
                crc = (crc >> 1) ^ (0xEDB88320 & (0 - (crc & 1)));
        }

        return ~crc;
    }
}
