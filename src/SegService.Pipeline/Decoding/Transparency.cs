using OpenCvSharp;

namespace SegService.Pipeline.Decoding;

/// <summary>
/// Transparent pixels show a background that continues the picture: black where the visible pixels are dark (fluorescence), white
/// where they are bright (stained tissue), so that a cut-out gets no false edge. An image with no visible pixel at all shows its
/// colours as stored.
/// </summary>
internal static class Transparency
{
    /// <summary>The fourth channel as 8 bits, or null where every pixel is opaque.</summary>
    public static Mat? Extract(Mat rgba)
    {
        var alpha = rgba.ExtractChannel(3);
        if (alpha.Depth() == MatType.CV_16U)
            alpha.ConvertTo(alpha, MatType.CV_8U, 1.0 / 257);
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
