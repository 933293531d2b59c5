using System.Numerics;
using OpenCvSharp;

namespace SegService.Pipeline.Decoding;

/// <summary>Samples picked evenly out of a page's rows, for its percentiles; the same whether rows come at once or in bands.</summary>
internal sealed class IntensitySample
{
    private const double Tail = 0.001;

    // Enough for 200 values in each tail; keeps a 268-megapixel image at a few milliseconds.
    private const int MaxSamples = 1 << 18;

    private readonly long _perRow;
    private readonly long _step;
    private readonly float[] _picked; // holds 8 and 16 bits exactly
    private int _count;
    private long _firstRow;

    /// <param name="perRow">Samples of a row, of all channels that share a range.</param>
    /// <param name="rows">Of the page.</param>
    public IntensitySample(int perRow, int rows)
    {
        var total = (long)perRow * rows;
        (_perRow, _step) = (perRow, Stride(total, perRow));
        _picked = new float[(total + _step - 1) / _step];
    }

    /// <summary>Adds the next rows.</summary>
    public void Add(Mat rows)
    {
        switch (rows.Depth())
        {
            case MatType.CV_8U:
                Pick<byte>(rows);
                break;
            case MatType.CV_16U:
                Pick<ushort>(rows);
                break;
            default:
                Pick<float>(rows);
                break;
        }
    }

    /// <param name="extremes">Asked where nearly everything has one value: then what differs (a few bright spots) is the content.</param>
    public IntensityRange Range(Func<IntensityRange> extremes)
    {
        var sorted = _picked[.._count];
        Array.Sort(sorted);
        var tail = (int)(sorted.Length * Tail);
        var (low, high) = (sorted[tail], sorted[^(tail + 1)]);
        return high > low ? new(low, high) : extremes();
    }

    private unsafe void Pick<T>(Mat rows) where T : unmanaged, INumber<T>
    {
        var origin = rows.DataPointer;
        var (rowBytes, end) = (rows.Step(), (_firstRow + rows.Height) * _perRow);
        for (var position = _count * _step; position < end; position += _step)
            _picked[_count++] = float.CreateTruncating(((T*)(origin + (((position / _perRow) - _firstRow) * rowBytes)))[position % _perRow]);
        _firstRow += rows.Height;
    }

    // Coprime to the row, so that every column and every channel is met.
    private static long Stride(long total, long perRow)
    {
        var step = Math.Max(1, total / MaxSamples);
        while (BigInteger.GreatestCommonDivisor(step, perRow) != 1)
            step++;
        return step;
    }
}
