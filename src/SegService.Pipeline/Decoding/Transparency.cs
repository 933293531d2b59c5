using OpenCvSharp;

namespace SegService.Pipeline.Decoding;

/// <summary>
/// Transparent pixels show a background that continues the picture: black where the visible pixels are dark (fluorescence), white
/// where they are bright (stained tissue), so that a cut-out gets no false edge. An image with no visible pixel at all shows its
/// colours as stored.
/// </summary>
internal static class Transparency
{
    /// <summary>A channel (CV_8U, CV_16U or CV_32F of 0..1) as 8 bits, or null where every pixel is opaque or none is visible.</summary>
    public static Mat? Extract(Mat image, int channel)
    {
        var alpha = image.ExtractChannel(channel);
        if (alpha.Depth() != MatType.CV_8U)
            alpha.ConvertTo(alpha, MatType.CV_8U, alpha.Depth() == MatType.CV_16U ? 1.0 / 257 : 255);
        Cv2.MinMaxLoc(alpha, out double least, out double most);
        if (least < 255 && most > 0)
            return alpha;
        alpha.Dispose();
        return null;
    }

    /// <summary>Lays <paramref name="rgb"/> (CV_8UC3) over its background; a new Mat.</summary>
    public static Mat Flatten(Mat rgb, Mat alpha)
    {
        var visible = Cv2.Mean(rgb, alpha);
        var background = visible.Val0 + visible.Val1 + visible.Val2 < 3 * 128 ? 0 : 255;
        using var weight = new Mat();
        Cv2.CvtColor(alpha, weight, ColorConversionCodes.GRAY2RGB);
        var flat = new Mat();
        Cv2.Multiply(rgb, weight, flat, 1.0 / 255);
        if (background == 0)
            return flat;
        Cv2.BitwiseNot(weight, weight);
        Cv2.Add(flat, weight, flat);
        return flat;
    }
}
