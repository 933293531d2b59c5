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
    public static IntensityRange Of(Mat image) => Of(LevelHistogram.Of(image));

    internal static IntensityRange Of(LevelHistogram levels)
    {
        var low = levels.Quantile(LowQuantile);
        return new IntensityRange(low, Math.Max(levels.Quantile(HighQuantile), low + MinimumWidth));
    }
}
