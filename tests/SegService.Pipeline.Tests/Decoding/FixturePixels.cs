using OpenCvSharp;

namespace SegService.Pipeline.Tests.Decoding;

/// <summary>The formula of Fixtures/make.py.</summary>
internal static class FixturePixels
{
    public const int Width = 21;
    public const int Height = 17;

    public static int Value(int x, int y, int c = 0) => ((7 * x) + (13 * y) + (50 * c)) % 256;

    /// <summary>H x W x channels of one depth, each sample a function of the formula's value.</summary>
    public static Mat Expected(int depth, int channels, Func<int, double> sample)
    {
        using var values = new Mat(Height, Width, MatType.MakeType(MatType.CV_64F, channels));
        for (var y = 0; y < Height; y++)
        {
            var row = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, double>(RowBytes(values, y));
            for (var i = 0; i < row.Length; i++)
                row[i] = sample(Value(i / channels, y, i % channels));
        }

        var expected = new Mat();
        values.ConvertTo(expected, MatType.MakeType(depth, channels));
        return expected;
    }

    private static unsafe Span<byte> RowBytes(Mat mat, int y) => new((void*)mat.Ptr(y), mat.Width * mat.ElemSize());
}
