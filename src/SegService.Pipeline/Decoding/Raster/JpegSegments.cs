using System.Buffers.Binary;

namespace SegService.Pipeline.Decoding.Raster;

/// <summary>What a JPEG's markers tell without any coefficient being decoded.</summary>
internal struct JpegSegments
{
    /// <summary>The end-of-image marker was met.</summary>
    public bool Complete { get; private set; }

    /// <summary>The start-of-frame marker, 0xC0 to 0xCF: which coding process.</summary>
    public int Process { get; private set; }

    public int Precision { get; private set; }

    public int Width { get; private set; }

    public int Height { get; private set; }

    public int Components { get; private set; }

    public int Frames { get; private set; }

    public int Scans { get; private set; }

    /// <summary>Adobe's APP14 segment is there.</summary>
    public bool Adobe { get; private set; }

    public static JpegSegments Walk(ReadOnlySpan<byte> bytes)
    {
        var found = default(JpegSegments);
        var rest = bytes[2..];
        while (NextMarker(ref rest) is var marker and not 0)
        {
            if (marker == 0xD9)
            {
                found.Complete = true;
                break;
            }

            if (marker is 0x01 or (>= 0xD0 and <= 0xD7))
                continue;
            if (rest.Length < 2 || BinaryPrimitives.ReadUInt16BigEndian(rest) is var length && (length < 2 || length > rest.Length))
                break;
            found.Take(marker, rest[2..length]);
            rest = rest[length..];
        }

        return found;
    }

    private void Take(int marker, ReadOnlySpan<byte> body)
    {
        if (marker == 0xDA)
            Scans++;
        else if (marker == 0xEE)
            Adobe |= body.StartsWith("Adobe"u8);
        else if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC) && body.Length >= 6)
            TakeFrame(marker, body);
    }

    private void TakeFrame(int marker, ReadOnlySpan<byte> body)
    {
        Frames++;
        (Process, Precision, Components) = (marker, body[0], body[5]);
        (Height, Width) = (BinaryPrimitives.ReadUInt16BigEndian(body[1..]), BinaryPrimitives.ReadUInt16BigEndian(body[3..]));
    }

    // Skips entropy-coded data: there 0xFF is followed by 0 or a restart marker.
    private static int NextMarker(ref ReadOnlySpan<byte> rest)
    {
        while (true)
        {
            var start = rest.IndexOf((byte)0xFF);
            if (start < 0 || start + 1 >= rest.Length)
                return 0;
            rest = rest[(start + 1)..];
            if (rest[0] is 0x00 or 0xFF)
                continue;
            var marker = rest[0];
            rest = rest[1..];
            return marker;
        }
    }
}
