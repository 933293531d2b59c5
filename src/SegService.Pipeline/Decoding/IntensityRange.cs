using System.Numerics;
using OpenCvSharp;

namespace SegService.Pipeline.Decoding;

/// <summary>The intensities shown as black and white: robust percentiles, so that a hot pixel does not darken the image.</summary>
internal readonly record struct IntensityRange(double Low, double High)
{
    private const double Tail = 0.001;

    // Enough for 200 values in each tail; keeps a 268-megapixel image at a few milliseconds.
    private const int MaxSamples = 1 << 18;

    /// <summary>Percentiles 0.1 and 99.9 over all channels of finite CV_8U, CV_16U or CV_32F samples.</summary>
    public static IntensityRange Of(Mat samples) => samples.Depth() switch
    {
        MatType.CV_8U => Of<byte>(samples),
        MatType.CV_16U => Of<ushort>(samples),
        _ => Of<float>(samples),
    };

    /// <summary>A new CV_8U Mat with Low as 0 and High as 255; a constant image becomes 0.</summary>
    public Mat Scale(Mat samples)
    {
        var scale = High > Low ? 255 / (High - Low) : 0;
        var scaled = new Mat();
        samples.ConvertTo(scaled, MatType.CV_8U, scale, -Low * scale);
        return scaled;
    }

    private static IntensityRange Of<T>(Mat samples) where T : unmanaged, INumber<T>
    {
        var picked = Pick<T>(samples);
        Array.Sort(picked);
        var tail = (int)(picked.Length * Tail);
        var (low, high) = (double.CreateChecked(picked[tail]), double.CreateChecked(picked[^(tail + 1)]));
        return high > low ? new(low, high) : Extremes(samples);
    }

    // Nearly everything has one value: what differs (a few bright spots) is the content.
    private static IntensityRange Extremes(Mat samples)
    {
        using var flat = samples.Reshape(1);
        Cv2.MinMaxLoc(flat, out double low, out double high);
        return new(low, high);
    }

    private static unsafe T[] Pick<T>(Mat samples) where T : unmanaged
    {
        var perRow = samples.Width * samples.Channels();
        var total = (long)perRow * samples.Height;
        var step = Stride(total, perRow);
        var origin = samples.DataPointer;
        var rowBytes = samples.Step();
        var picked = new T[(total + step - 1) / step];
        for (var (i, position) = (0, 0L); i < picked.Length; i++, position += step)
            picked[i] = ((T*)(origin + (position / perRow * rowBytes)))[position % perRow];
        return picked;
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
