using System.Numerics;
using System.Runtime.InteropServices;
using OpenCvSharp;

namespace SegService.Pipeline.Decoding.Tiff;

/// <summary>Unpacks a row of TIFF samples (machine byte order) into the depth the pipeline keeps.</summary>
internal static class SampleRow
{
    /// <summary>CV_8U to 8 bits, CV_16U for 16, CV_32F for everything signed, wider or floating.</summary>
    public static int Depth(TiffPage page) => (page.SampleFormat, page.Bits) switch
    {
        (1, <= 8) => MatType.CV_8U,
        (1, 16) => MatType.CV_16U,
        _ => MatType.CV_32F,
    };

    /// <param name="page">Says what <paramref name="source"/> holds.</param>
    /// <param name="source">Packed samples.</param>
    /// <param name="target">Whole samples of <see cref="Depth"/>; as many are written as fit.</param>
    public static void Unpack(TiffPage page, ReadOnlySpan<byte> source, Span<byte> target)
    {
        switch (page.SampleFormat, page.Bits)
        {
            case (1, < 8):
                UnpackBits(source, target, page.Bits, page.Photometric == TiffPhotometric.Palette ? 1 : 255 / ((1 << page.Bits) - 1));
                break;
            case (1, 8 or 16) or (3, 32):
                source[..target.Length].CopyTo(target);
                break;
            case (1, 32):
                ToSingle<uint>(source, target);
                break;
            case (2, 8):
                ToSingle<sbyte>(source, target);
                break;
            case (2, 16):
                ToSingle<short>(source, target);
                break;
            case (2, 32):
                ToSingle<int>(source, target);
                break;
            default:
                ToSingle<double>(source, target);
                break;
        }
    }

    private static void UnpackBits(ReadOnlySpan<byte> source, Span<byte> target, int bits, int scale)
    {
        var mask = (1 << bits) - 1;
        for (var i = 0; i < target.Length; i++)
        {
            var bit = (long)i * bits;
            target[i] = (byte)(((source[(int)(bit >> 3)] >> (8 - bits - (int)(bit & 7))) & mask) * scale);
        }
    }

    private static void ToSingle<T>(ReadOnlySpan<byte> source, Span<byte> target) where T : unmanaged, INumber<T>
    {
        var to = MemoryMarshal.Cast<byte, float>(target);
        var i = 0;
        foreach (var value in MemoryMarshal.Cast<byte, T>(source)[..to.Length])
            to[i++] = float.CreateTruncating(value);
    }
}
