using OpenCvSharp;

namespace SegService.Pipeline.Decoding;

/// <summary>Stored samples to the 8-bit RGB picture that is segmented and shown.</summary>
internal static class RgbRenderer
{
    /// <summary>H x W CV_8UC3; shares memory with the samples where they are that already.</summary>
    /// <param name="pixels">A page, or some of its rows.</param>
    /// <param name="ranges">What the page is scaled by: one range for a colour picture, else one a channel. Null where the pixels are
    /// the whole page and tell it themselves.</param>
    public static Mat Render(StoredPixels pixels, IReadOnlyList<IntensityRange>? ranges = null)
    {
        var rgb = pixels.IsRgb ? Stretched(pixels.Samples, ranges) : Grey(pixels.Samples, ranges);
        if (pixels.Alpha is null)
            return rgb;
        using (rgb)
            return Transparency.Flatten(rgb, pixels.Alpha);
    }

    /// <summary>Whether the picture depends on the range of the whole page.</summary>
    public static bool NeedsRanges(StoredPixels pixels) =>
        pixels.Samples.Depth() != MatType.CV_8U || (!pixels.IsRgb && pixels.Samples.Channels() > 1);

    private static Mat Grey(Mat samples, IReadOnlyList<IntensityRange>? ranges)
    {
        using var grey = samples.Channels() == 1 ? Stretched(samples, ranges) : MaximumProjection(samples, ranges);
        var rgb = new Mat();
        Cv2.CvtColor(grey, rgb, ColorConversionCodes.GRAY2RGB);
        return rgb;
    }

    // One range for all three channels of a colour picture: separate ones would change the hue.
    private static Mat Stretched(Mat samples, IReadOnlyList<IntensityRange>? ranges) =>
        samples.Depth() == MatType.CV_8U ? samples.Share() : (ranges?[0] ?? IntensityRange.Of(samples)).Scale(samples);

    /// <summary>Each channel is stretched to its own range first, so that a dim stain counts as much as a bright one.</summary>
    private static Mat MaximumProjection(Mat samples, IReadOnlyList<IntensityRange>? ranges)
    {
        var projection = new Mat(samples.Size(), MatType.CV_8UC1, Scalar.Black);
        for (var c = 0; c < samples.Channels(); c++)
        {
            using var channel = samples.ExtractChannel(c);
            using var scaled = (ranges?[c] ?? IntensityRange.Of(channel)).Scale(channel);
            Cv2.Max(projection, scaled, projection);
        }

        return projection;
    }
}
