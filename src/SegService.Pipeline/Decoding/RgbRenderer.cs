using OpenCvSharp;

namespace SegService.Pipeline.Decoding;

/// <summary>Stored samples to the 8-bit RGB picture that is segmented and shown.</summary>
internal static class RgbRenderer
{
    /// <summary>H x W CV_8UC3; shares memory with the samples where they are that already.</summary>
    public static Mat Render(StoredPixels pixels)
    {
        var rgb = pixels.IsRgb ? Colour(pixels.Samples) : Grey(pixels.Samples);
        if (pixels.Alpha is null)
            return rgb;
        using (rgb)
            return Transparency.Flatten(rgb, pixels.Alpha);
    }

    // One range for all three channels: separate ones would change the hue.
    private static Mat Colour(Mat samples) =>
        samples.Depth() == MatType.CV_8U ? samples.Share() : IntensityRange.Of(samples).Scale(samples);

    private static Mat Grey(Mat samples)
    {
        using var grey = samples.Channels() == 1 ? Plane(samples) : MaximumProjection(samples);
        var rgb = new Mat();
        Cv2.CvtColor(grey, rgb, ColorConversionCodes.GRAY2RGB);
        return rgb;
    }

    private static Mat Plane(Mat samples) =>
        samples.Depth() == MatType.CV_8U ? samples.Share() : IntensityRange.Of(samples).Scale(samples);

    /// <summary>Each channel is stretched to its own range first, so that a dim stain counts as much as a bright one.</summary>
    private static Mat MaximumProjection(Mat samples)
    {
        var projection = new Mat(samples.Size(), MatType.CV_8UC1, Scalar.Black);
        for (var c = 0; c < samples.Channels(); c++)
        {
            using var channel = samples.ExtractChannel(c);
            using var scaled = IntensityRange.Of(channel).Scale(channel);
            Cv2.Max(projection, scaled, projection);
        }

        return projection;
    }
}
