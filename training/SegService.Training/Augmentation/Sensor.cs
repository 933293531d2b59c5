using OpenCvSharp;
using SegService.Training.Data;

namespace SegService.Training.Augmentation;

/// <summary>What the lens, the camera and the file do: blur, noise, quantisation, JPEG.</summary>
internal static class Sensor
{
    /// <summary>In place, CV_32FC3, 0..1.</summary>
    public static void Apply(Mat rgb, CropRandom random)
    {
        if (random.Alters(0.2))
            Cv2.GaussianBlur(rgb, rgb, new Size(0, 0), random.Between(0.5, 2));
        if (random.Alters(0.3))
            AddNoise(rgb, random);
    }

    /// <summary>To 8 bit, now and then by way of a lossy JPEG.</summary>
    public static void Store(Mat rgb, Mat stored, CropRandom random)
    {
        rgb.ConvertTo(stored, MatType.CV_8U, 255);
        if (!random.Alters(0.12))
            return;
        var quality = new ImageEncodingParam(ImwriteFlags.JpegQuality, random.Below(60) + 35);
        Cv2.ImEncode(".jpg", stored, out var bytes, quality);
        using var decoded = Cv2.ImDecode(bytes, ImreadModes.Color);
        decoded.CopyTo(stored);
    }

    /// <summary>Read noise, and shot noise that grows with the square root of the light.</summary>
    private static void AddNoise(Mat rgb, CropRandom random)
    {
        var brightest = Math.Max(0.05, Cv2.Mean(rgb).Val0 * 3);
        using var noise = new Mat(rgb.Rows, rgb.Cols, rgb.Channels() == 3 && random.Chance(0.5) ? MatType.CV_32FC3 : MatType.CV_32FC1);
        var generator = new RNG((ulong)random.Below(int.MaxValue));
        generator.Fill(noise, DistributionType.Normal, new Scalar(0), Scalar.All(random.Between(0.01, 0.08) * brightest));
        using var wide = noise.Channels() == 3 ? noise.Clone() : noise.CvtColor(ColorConversionCodes.GRAY2BGR);
        Cv2.Add(rgb, wide, rgb);
    }
}
