using OpenCvSharp;
using SegService.Pipeline.Encoding;
using SegService.Pipeline.Postprocessing;

namespace SegService.Evaluate.Reports;

/// <summary>
/// The plain image beside the same with both outlines: green truth, magenta prediction, white where they coincide. Brightened to
/// the full range, or dim nuclei could not be judged, and enlarged by whole factors.
/// </summary>
internal static class ComparisonOverlay
{
    private const int LargestSide = 1024;
    private static readonly Vec3b Green = new(0, 255, 0);
    private static readonly Vec3b Magenta = new(255, 0, 255);

    /// <param name="rgb">H x W CV_8UC3; not changed.</param>
    /// <param name="truth">Of the same size.</param>
    /// <param name="prediction">Of the same size.</param>
    /// <returns>H*z x 2W*z CV_8UC3 in the channel order of <paramref name="rgb"/>; the caller disposes it.</returns>
    public static Mat Draw(Mat rgb, LabelImage truth, LabelImage prediction)
    {
        var zoom = Math.Max(1, LargestSide / Math.Max(rgb.Width, rgb.Height));
        using var bright = new Mat();
        Cv2.Normalize(rgb, bright, 0, 255, NormTypes.MinMax);
        using var plain = Enlarge(bright, zoom);
        using var drawn = plain.Clone();
        using var found = new Mat(drawn.Size(), MatType.CV_8UC3, Scalar.Black);
        using var expected = found.Clone();
        Outlines.Draw(expected, Enlarge(truth, zoom), _ => Green);
        Outlines.Draw(found, Enlarge(prediction, zoom), _ => Magenta);
        using var lines = new Mat();
        Cv2.Add(expected, found, lines);
        using var anyLine = new Mat();
        Cv2.Transform(lines, anyLine, InputArray.Create(new float[,] { { 1, 1, 1 } }));
        lines.CopyTo(drawn, anyLine);
        var sheet = new Mat();
        Cv2.HConcat([plain, drawn], sheet);
        return sheet;
    }

    private static Mat Enlarge(Mat image, int zoom)
    {
        var large = new Mat();
        Cv2.Resize(image, large, new Size(image.Width * zoom, image.Height * zoom), 0, 0, InterpolationFlags.Nearest);
        return large;
    }

    private static LabelImage Enlarge(LabelImage labels, int zoom)
    {
        var (width, height) = (labels.Width * zoom, labels.Height * zoom);
        var large = new int[width * height];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
                large[(y * width) + x] = labels[x / zoom, y / zoom];
        }

        return LabelImage.Adopt(width, height, large);
    }
}
