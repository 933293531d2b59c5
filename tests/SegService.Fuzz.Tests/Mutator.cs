using System.Buffers.Binary;

namespace SegService.Fuzz.Tests;

/// <summary>Damages bytes in the ways that break parsers; the same damage for the same random numbers.</summary>
internal static class Mutator
{
    private const int Edge = 300;
    private const int LongestBlock = 64;

    /// <summary>Lengths, counts and offsets at which arithmetic goes wrong.</summary>
    private static readonly uint[] Extremes = [0, 1, 2, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0x8000, 0xFFFF, 0x10000, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFE, uint.MaxValue];

    /// <param name="valid">What is damaged; left as it is.</param>
    /// <param name="other">Where a spliced tail comes from.</param>
    /// <param name="random">Decides everything.</param>
    public static byte[] Mutate(byte[] valid, byte[] other, Random random)
    {
        var bytes = valid.ToArray();
        for (var change = random.Next(1, 5); change > 0 && bytes.Length > 0; change--)
            bytes = Change(bytes, other, random);
        return bytes;
    }

    private static byte[] Change(byte[] bytes, byte[] other, Random random)
    {
        var at = Position(random, bytes.Length);
        var block = Math.Min(random.Next(1, LongestBlock), bytes.Length - at);
        switch (random.Next(10))
        {
            case 0:
                return bytes[..at];
            case 1:
                return [.. bytes[..at], .. bytes[(at + block)..]];
            case 2:
                return [.. bytes[..(at + block)], .. bytes[at..]];
            case 3:
                var inserted = new byte[block];
                random.NextBytes(inserted);
                return [.. bytes[..at], .. inserted, .. bytes[at..]];
            case 4:
                return [.. bytes[..at], .. other[Math.Min(at, other.Length)..]];
            case 5:
                bytes.AsSpan(at, block).Fill((byte)(random.Next(2) * 255));
                return bytes;
            case 6 or 7:
                Extreme(bytes.AsSpan(at), random);
                return bytes;
            case 8:
                bytes[at] ^= (byte)(1 << random.Next(8));
                return bytes;
            default:
                bytes[at] = (byte)random.Next(256);
                return bytes;
        }
    }

    private static void Extreme(Span<byte> bytes, Random random)
    {
        var (value, isBig) = (Extremes[random.Next(Extremes.Length)], random.Next(2) == 0);
        Span<byte> written = stackalloc byte[4];
        if (isBig)
            BinaryPrimitives.WriteUInt32BigEndian(written, value);
        else
            BinaryPrimitives.WriteUInt32LittleEndian(written, value);
        var part = random.Next(2) == 0 ? written : isBig ? written[2..] : written[..2];
        part[..Math.Min(part.Length, bytes.Length)].CopyTo(bytes);
    }

    /// <summary>Headers and directories are where damage is interesting: half of it goes to the first or last bytes.</summary>
    private static int Position(Random random, int length) => random.Next(4) switch
    {
        0 => random.Next(Math.Min(Edge, length)),
        1 => length - 1 - random.Next(Math.Min(Edge, length)),
        _ => random.Next(length),
    };
}
