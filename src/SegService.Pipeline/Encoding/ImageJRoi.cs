using System.Buffers;
using System.Buffers.Binary;
using SegService.Pipeline.Encoding.Polygons;
using SegService.Pipeline.Measurement;

namespace SegService.Pipeline.Encoding;

/// <summary>
/// ImageJ's .roi file, big-endian: a header of 64 bytes, then coordinates. An instance in one piece without holes is a traced ROI,
/// as ImageJ's wand makes it; every other is a composite one, a path of 32-bit floats.
/// </summary>
public static class ImageJRoi
{
    private const int HeaderSize = 64;
    private const short Version = 227;
    private const byte Traced = 8;
    private const byte Rectangle = 1; // what a composite's type must say

    private const float MoveTo = 0;
    private const float LineTo = 1;
    private const float Close = 4;

    /// <param name="box">The instance's.</param>
    /// <param name="polygons">Its parts.</param>
    public static byte[] Write(PixelBox box, IReadOnlyList<PixelPolygon> polygons)
    {
        var file = new ArrayBufferWriter<byte>();
        if (polygons is [{ Holes.Count: 0 } only] && FitsShorts(box, only.Outer.Count))
            WriteTraced(file, box, only.Outer);
        else
            WriteComposite(file, box, polygons);
        return file.WrittenSpan.ToArray();
    }

    // The fields are shorts, of which ImageJ reads only some negative ones as the large numbers they may stand for.
    private static bool FitsShorts(PixelBox box, int corners) =>
        box.X + box.Width <= short.MaxValue && box.Y + box.Height <= short.MaxValue && corners <= short.MaxValue;

    private static void WriteTraced(ArrayBufferWriter<byte> file, PixelBox box, IReadOnlyList<Corner> ring)
    {
        WriteHeader(file, Traced, box, corners: ring.Count, pathLength: 0);
        foreach (var corner in ring)
            WriteShort(file, corner.X - box.X);
        foreach (var corner in ring)
            WriteShort(file, corner.Y - box.Y);
    }

    private static void WriteComposite(ArrayBufferWriter<byte> file, PixelBox box, IReadOnlyList<PixelPolygon> polygons)
    {
        var rings = polygons.SelectMany(polygon => polygon.Holes.Prepend(polygon.Outer)).ToArray();
        WriteHeader(file, Rectangle, box, corners: 0, pathLength: rings.Sum(ring => (3 * ring.Count) + 1));
        foreach (var ring in rings)
        {
            for (var i = 0; i < ring.Count; i++)
                WriteFloats(file, i == 0 ? MoveTo : LineTo, ring[i].X, ring[i].Y);
            WriteFloats(file, Close);
        }
    }

    private static void WriteHeader(ArrayBufferWriter<byte> file, byte type, PixelBox box, int corners, int pathLength)
    {
        var header = file.GetSpan(HeaderSize)[..HeaderSize];
        header.Clear();
        "Iout"u8.CopyTo(header);
        BinaryPrimitives.WriteInt16BigEndian(header[4..], Version);
        header[6] = type;
        BinaryPrimitives.WriteInt16BigEndian(header[8..], Short(box.Y));
        BinaryPrimitives.WriteInt16BigEndian(header[10..], Short(box.X));
        BinaryPrimitives.WriteInt16BigEndian(header[12..], Short(box.Y + box.Height));
        BinaryPrimitives.WriteInt16BigEndian(header[14..], Short(box.X + box.Width));
        BinaryPrimitives.WriteInt16BigEndian(header[16..], (short)corners);
        BinaryPrimitives.WriteInt32BigEndian(header[36..], pathLength);
        file.Advance(HeaderSize);
    }

    // A composite's box is not read; its path says all.
    private static short Short(int coordinate) => (short)Math.Min(coordinate, short.MaxValue);

    private static void WriteShort(ArrayBufferWriter<byte> file, int value)
    {
        BinaryPrimitives.WriteInt16BigEndian(file.GetSpan(sizeof(short)), (short)value);
        file.Advance(sizeof(short));
    }

    private static void WriteFloats(ArrayBufferWriter<byte> file, params ReadOnlySpan<float> values)
    {
        foreach (var value in values)
        {
            BinaryPrimitives.WriteSingleBigEndian(file.GetSpan(sizeof(float)), value);
            file.Advance(sizeof(float));
        }
    }
}
