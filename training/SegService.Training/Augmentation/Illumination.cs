using OpenCvSharp;
using SegService.Pipeline.Preprocessing;
using SegService.Training.Data;

namespace SegService.Training.Augmentation;

/// <summary>What the lamp and the exposure do: brightness, gamma, uneven light, stray light. CV_32FC3, 0..1, in place.</summary>
internal static class Illumination
{
    public static void Apply(Mat rgb, bool dark, CropRandom random)
    {
        if (random.Alters(0.5))
            Gamma(rgb, random.LogBetween(0.6, 1.7));
        if (random.Alters(0.3))
            Uneven(rgb, dark, random);
        if (dark && random.Alters(0.4))
            Expose(rgb, random);
        else if (random.Alters(0.5))
            Contrast(rgb, random);
    }

    /// <summary>Down to a dozen of the 255 levels a file has, over some offset of the camera.</summary>
    private static void Expose(Mat rgb, CropRandom random)
    {
        using var flat = rgb.Reshape(1);
        Cv2.MinMaxLoc(flat, out double _, out double brightest);
        var wanted = random.LogBetween(12 / 255.0, 1.5);
        rgb.ConvertTo(rgb, -1, wanted / Math.Max(brightest, 0.02), random.Between(0, 0.06));
    }

    /// <summary>A power by way of the logarithm: OpenCV's own takes twenty times as long.</summary>
    private static void Gamma(Mat rgb, double gamma)
    {
        FloatMat.Clamp(rgb, 1e-4f, 1);
        Cv2.Log(rgb, rgb);
        rgb.ConvertTo(rgb, -1, gamma);
        Cv2.Exp(rgb, rgb);
    }

    private static void Contrast(Mat rgb, CropRandom random)
    {
        var gain = random.LogBetween(0.6, 1.4);
        var mean = Cv2.Mean(rgb).Val0;
        rgb.ConvertTo(rgb, -1, gain, mean * (1 - gain) + random.Between(-0.1, 0.1));
        Clip(rgb);
    }

    /// <summary>A slope across the field: added to a dark image (stray light), multiplied onto a bright one (lamp).</summary>
    private static void Uneven(Mat rgb, bool dark, CropRandom random)
    {
        using var corners = new Mat(2, 2, MatType.CV_32FC1);
        corners.SetArray([Corner(random), Corner(random), Corner(random), Corner(random)]);
        using var field = corners.Resize(rgb.Size(), 0, 0, InterpolationFlags.Cubic);
        using var wide = field.CvtColor(ColorConversionCodes.GRAY2BGR);
        if (dark)
        {
            Cv2.ScaleAdd(wide, random.Between(0.02, 0.25), rgb, rgb);
            return;
        }

        wide.ConvertTo(wide, -1, random.Between(-0.5, -0.1), 1);
        Cv2.Multiply(rgb, wide, rgb);
    }

    private static float Corner(CropRandom random) => (float)random.Between(0, 1);

    public static void Clip(Mat rgb) => FloatMat.Clamp(rgb, 0, 1);
}
