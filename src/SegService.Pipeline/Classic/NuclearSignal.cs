using OpenCvSharp;

namespace SegService.Pipeline.Classic;

/// <summary>
/// One plane that is high on nuclei, whatever the microscope. On a bright ground nuclei absorb red light (haematoxylin and most
/// nuclear stains are blue to purple), so the signal is inverted red; on a dark ground it is the brightest channel.
/// </summary>
internal static class NuclearSignal
{
    private const int PolarityEdge = 256;

    /// <summary>Background is smooth: a quarter of the resolution shows it.</summary>
    public const int BackgroundZoom = 4;

    /// <summary>The ground is bright where the median lies above the middle of the range the image spans.</summary>
    public static bool HasBrightGround(Mat rgb)
    {
        using var grey = new Mat();
        Cv2.CvtColor(rgb, grey, ColorConversionCodes.RGB2GRAY);
        var shrink = Math.Min(1, PolarityEdge / (double)Math.Max(grey.Width, grey.Height));
        using var small = new Mat();
        Cv2.Resize(grey, small, Shrunk(grey, 1 / shrink), 0, 0, InterpolationFlags.Area);
        small.GetArray(out byte[] values);
        Array.Sort(values);
        var edge = values.Length / 100;
        return values[values.Length / 2] * 2 > values[edge] + values[^(edge + 1)];
    }

    /// <returns>Row-major, 0..255: smoothed, background subtracted.</returns>
    public static float[] Extract(Mat rgb, bool brightGround, ClassicRecipe recipe)
    {
        using var signal = Smoothed(rgb, brightGround, recipe);
        using var ground = new Mat();
        Cv2.Resize(signal, ground, Shrunk(signal, BackgroundZoom), 0, 0, InterpolationFlags.Area);
        Lower(ground, recipe);
        using var background = new Mat();
        Cv2.Resize(ground, background, signal.Size(), 0, 0, InterpolationFlags.Linear);
        return Subtract(signal, background);
    }

    /// <returns>CV_32F, 0..255.</returns>
    public static Mat Smoothed(Mat rgb, bool brightGround, ClassicRecipe recipe)
    {
        var signal = brightGround ? InvertedRed(rgb) : BrightestChannel(rgb);
        Cv2.GaussianBlur(signal, signal, new Size(), recipe.Smoothing);
        return signal;
    }

    /// <summary>Turns a reduced signal into its background: the lowest value around each pixel, smoothed, so that it is never above
    /// a nucleus, however bright its neighbours.</summary>
    public static void Lower(Mat reduced, ClassicRecipe recipe)
    {
        var reach = recipe.BackgroundReach / BackgroundZoom;
        var window = new Size((2 * reach) + 1, (2 * reach) + 1);
        using var element = Cv2.GetStructuringElement(MorphShapes.Rect, window);
        Cv2.Erode(reduced, reduced, element);
        Cv2.Blur(reduced, reduced, window, null, BorderTypes.Replicate);
    }

    /// <summary>Takes the background out of a signal of the same size, in place.</summary>
    public static float[] Subtract(Mat signal, Mat background)
    {
        Cv2.Subtract(signal, background, signal);
        signal.GetArray(out float[] values);
        return values;
    }

    private static Mat InvertedRed(Mat rgb)
    {
        using var red = rgb.ExtractChannel(0);
        var signal = new Mat();
        red.ConvertTo(signal, MatType.CV_32F, -1, 255);
        return signal;
    }

    private static Mat BrightestChannel(Mat rgb)
    {
        using var brightest = rgb.ExtractChannel(0);
        for (var channel = 1; channel < rgb.Channels(); channel++)
        {
            using var other = rgb.ExtractChannel(channel);
            Cv2.Max(brightest, other, brightest);
        }

        var signal = new Mat();
        brightest.ConvertTo(signal, MatType.CV_32F);
        return signal;
    }

    private static Size Shrunk(Mat image, double factor) =>
        new(Math.Max(1, (int)(image.Width / factor)), Math.Max(1, (int)(image.Height / factor)));
}
