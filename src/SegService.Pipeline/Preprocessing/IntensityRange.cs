using OpenCvSharp;

namespace SegService.Pipeline.Preprocessing;

/// <summary>The levels that count as dark and bright in one 8-bit image.</summary>
/// <param name="Low">0..255.</param>
/// <param name="High">0..255, at least <see cref="MinimumWidth"/> above <paramref name="Low"/>.</param>
public readonly record struct IntensityRange(int Low, int High)
{
    /// <summary>A narrower range is mostly noise, which must not be stretched to full contrast.</summary>
    public const int MinimumWidth = 8;

    private const double LowQuantile = 0.005;
    private const double HighQuantile = 0.998;

    /// <summary>Between two quantiles of all samples of all channels, so that a few hot pixels do not hide dim nuclei.</summary>
    /// <param name="image">CV_8U, any number of channels.</param>
    public static IntensityRange Of(Mat image)
    {
        var histogram = Histogram(image);
        var low = Quantile(histogram, LowQuantile);
        return new IntensityRange(low, Math.Max(Quantile(histogram, HighQuantile), low + MinimumWidth));
    }

    /// <summary>The level that half of the samples do not exceed.</summary>
    public static int Median(Mat image) => Quantile(Histogram(image), 0.5);

    private static long[] Histogram(Mat image)
    {
        var histogram = new long[256];
        var rows = image.Rows;
        for (var y = 0; y < rows; y++)
        {
            foreach (var sample in Samples(image, y))
                histogram[sample]++;
        }

        return histogram;
    }

    private static unsafe ReadOnlySpan<byte> Samples(Mat image, int y) =>
        new((void*)image.Ptr(y), image.Cols * image.Channels());

    private static int Quantile(long[] histogram, double quantile)
    {
        var wanted = quantile * histogram.Sum();
        var seen = 0L;
        for (var level = 0; level < 256; level++)
        {
            seen += histogram[level];
            if (seen >= wanted)
                return level;
        }

        return 255;
    }
}
