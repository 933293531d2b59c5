using OpenCvSharp;
using SegService.Pipeline.Preprocessing;
using SegService.Training.Data;

namespace SegService.Training.Augmentation;

/// <summary>Colours and polarity that other stains and dyes would have. CV_32FC3, 0..1, in place.</summary>
internal static class Stain
{
    /// <summary>A stained section or a coloured image: density, hue, channel order, or no colour at all.</summary>
    public static void Recolour(Mat rgb, CropRandom random)
    {
        if (random.Alters(0.7))
            Density(rgb, random);
        if (random.Alters(0.6))
            Hue(rgb, random.Chance(0.35) ? random.Between(-180, 180) : random.Between(-30, 30), random.LogBetween(0.5, 1.6));
        if (random.Alters(0.1))
            Grey(rgb);
        if (random.Alters(0.04))
            Invert(rgb);
    }

    /// <summary>A grey fluorescence image: as a dye of some colour, as a stain on a bright ground, or inverted.</summary>
    public static void Tint(Mat rgb, CropRandom random)
    {
        if (!random.Alters(0.26))
            return;
        var kind = random.Between(0, 0.26);
        if (kind < 0.08)
            Cv2.Multiply(rgb, Colour(random), rgb);
        else if (kind < 0.16)
            Invert(rgb);
        else
            Absorb(rgb, random);
    }

    /// <summary>Beer-Lambert: the logarithm of the light is proportional to the stain, so a stain is scaled there.</summary>
    private static void Density(Mat rgb, CropRandom random)
    {
        FloatMat.Clamp(rgb, 0.01f, 1);
        Cv2.Log(rgb, rgb);
        Cv2.Multiply(rgb, new Scalar(random.LogBetween(0.6, 1.6), random.LogBetween(0.6, 1.6), random.LogBetween(0.6, 1.6)), rgb);
        Cv2.Exp(rgb, rgb);
    }

    private static void Hue(Mat rgb, double degrees, double saturation)
    {
        using var hls = rgb.CvtColor(ColorConversionCodes.RGB2HLS);
        Cv2.Split(hls, out var planes);
        Cv2.Add(planes[0], new Scalar(degrees + 360), planes[0]);
        using Mat over = planes[0].GreaterThan(360);
        Cv2.Subtract(planes[0], new Scalar(360), planes[0], over);
        planes[2].ConvertTo(planes[2], -1, saturation);
        FloatMat.Clamp(planes[2], 0, 1);
        Cv2.Merge(planes, hls);
        Cv2.CvtColor(hls, rgb, ColorConversionCodes.HLS2RGB);
        foreach (var plane in planes)
            plane.Dispose();
    }

    /// <summary>Fluorescence shown as if the dye absorbed light from behind.</summary>
    private static void Absorb(Mat rgb, CropRandom random)
    {
        var colour = Colour(random);
        var density = -random.Between(1, 3);
        Cv2.Multiply(rgb, new Scalar(colour.Val0 * density, colour.Val1 * density, colour.Val2 * density), rgb);
        Cv2.Exp(rgb, rgb);
        Cv2.Multiply(rgb, new Scalar(random.Between(0.7, 1), random.Between(0.7, 1), random.Between(0.7, 1)), rgb);
    }

    private static void Grey(Mat rgb)
    {
        using var grey = rgb.CvtColor(ColorConversionCodes.RGB2GRAY);
        Cv2.CvtColor(grey, rgb, ColorConversionCodes.GRAY2RGB);
    }

    private static void Invert(Mat rgb) => rgb.ConvertTo(rgb, -1, -1, 1);

    private static Scalar Colour(CropRandom random) => new(random.Between(0.1, 1), random.Between(0.1, 1), random.Between(0.1, 1));
}
