using OpenCvSharp;

namespace SegService.Pipeline.Decoding;

/// <summary>The intensities shown as black and white: robust percentiles, so that a hot pixel does not darken the image.</summary>
internal readonly record struct IntensityRange(double Low, double High)
{
    /// <summary>Percentiles 0.1 and 99.9 over all channels of finite CV_8U, CV_16U or CV_32F samples.</summary>
    public static IntensityRange Of(Mat samples)
    {
        var sample = new IntensitySample(samples.Width * samples.Channels(), samples.Height);
        sample.Add(samples);
        return sample.Range(() => Extremes(samples));
    }

    public static IntensityRange Extremes(Mat samples)
    {
        using var flat = samples.Reshape(1);
        Cv2.MinMaxLoc(flat, out double low, out double high);
        return new(low, high);
    }

    /// <summary>A new CV_8U Mat with Low as 0 and High as 255; a constant image becomes 0.</summary>
    public Mat Scale(Mat samples)
    {
        var scale = High > Low ? 255 / (High - Low) : 0;
        var scaled = new Mat();
        samples.ConvertTo(scaled, MatType.CV_8U, scale, -Low * scale);
        return scaled;
    }
}
