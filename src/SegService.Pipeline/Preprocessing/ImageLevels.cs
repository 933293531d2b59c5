using OpenCvSharp;

namespace SegService.Pipeline.Preprocessing;

/// <summary>What views take from the whole of an image; everything else in them is local.</summary>
/// <param name="Colour">Range of all samples.</param>
/// <param name="BrightGround">Nuclei are dark on a ground that is lit from behind.</param>
/// <param name="Lightness">Range of the lightness; see <see cref="ViewSource.Lightness"/>.</param>
public sealed record ImageLevels(IntensityRange Colour, bool BrightGround, IntensityRange Lightness)
{
    /// <summary>
    /// Where the median level lies in the image's range, 0..1, from which on the ground counts as lit from behind and nuclei as
    /// dark. In stage1_train dark grounds are at most at 0.19, bright ones at least at 0.42.
    /// </summary>
    private const double Bright = 0.35;

    internal static bool IsGroundBright(LevelHistogram luminance)
    {
        var (low, high) = IntensityRange.Of(luminance);
        return luminance.Quantile(0.5) > low + (Bright * (high - low));
    }

    /// <summary>The brightest channel of each pixel, written to <paramref name="target"/>.</summary>
    internal static void Brightest(Mat rgb, Mat target)
    {
        using var red = rgb.ExtractChannel(0);
        using var green = rgb.ExtractChannel(1);
        using var blue = rgb.ExtractChannel(2);
        Cv2.Max(red, green, target);
        Cv2.Max(target, blue, target);
    }
}
