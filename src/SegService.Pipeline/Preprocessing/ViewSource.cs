using OpenCvSharp;

namespace SegService.Pipeline.Preprocessing;

/// <summary>What the views of one image have in common, computed once: its range and its lightness with nuclei bright.</summary>
public sealed class ViewSource : IDisposable
{
    /// <summary>
    /// Where the median level lies in the image's range, 0..1, from which on the ground counts as lit from behind and nuclei as
    /// dark. In stage1_train dark grounds are at most at 0.19, bright ones at least at 0.42.
    /// </summary>
    private const double BrightGround = 0.35;

    private readonly Lazy<Mat> _lightness;
    private readonly Lazy<IntensityRange> _range;

    /// <param name="rgb">H x W CV_8UC3, RGB order; stays the caller's.</param>
    public ViewSource(Mat rgb)
    {
        Rgb = rgb;
        _lightness = new Lazy<Mat>(() => BrightNuclei(Rgb));
        _range = new Lazy<IntensityRange>(() => IntensityRange.Of(Lightness));
    }

    public Mat Rgb { get; }

    /// <summary>H x W CV_8UC1: brightest channel of a dark image, inverted luminance of a bright one; nuclei are bright in both.</summary>
    public Mat Lightness => _lightness.Value;

    /// <summary>Of <see cref="Lightness"/>.</summary>
    public IntensityRange LightnessRange => _range.Value;

    public void Dispose()
    {
        if (_lightness.IsValueCreated)
            _lightness.Value.Dispose();
    }

    private static bool IsGroundBright(Mat luminance)
    {
        var levels = LevelHistogram.Of(luminance);
        var (low, high) = IntensityRange.Of(levels);
        return levels.Quantile(0.5) > low + (BrightGround * (high - low));
    }

    private static Mat BrightNuclei(Mat rgb)
    {
        var luminance = rgb.CvtColor(ColorConversionCodes.RGB2GRAY);
        if (IsGroundBright(luminance))
        {
            Cv2.BitwiseNot(luminance, luminance);
            return luminance;
        }

        using var red = rgb.ExtractChannel(0);
        using var green = rgb.ExtractChannel(1);
        using var blue = rgb.ExtractChannel(2);
        Cv2.Max(red, green, luminance);
        Cv2.Max(luminance, blue, luminance);
        return luminance;
    }
}
