using OpenCvSharp;
using SegService.Pipeline.Postprocessing;

namespace SegService.Pipeline.Archiving;

/// <summary>A nucleus map in 255 steps: 1/510 is the largest error.</summary>
internal static class ProbabilityPng
{
    private const double Steps = 255;

    public static byte[] Write(SegmentationMaps maps)
    {
        using var exact = Mat.FromPixelData(maps.Height, maps.Width, MatType.CV_32FC1, maps.Nucleus);
        using var steps = new Mat();
        exact.ConvertTo(steps, MatType.CV_8UC1, Steps);
        return steps.ToBytes(".png");
    }

    public static SegmentationMaps Read(byte[] png)
    {
        using var steps = Cv2.ImDecode(png, ImreadModes.Grayscale);
        using var exact = new Mat();
        steps.ConvertTo(exact, MatType.CV_32FC1, 1 / Steps);
        exact.GetArray(out float[] nucleus);
        return new SegmentationMaps(exact.Width, exact.Height, nucleus);
    }
}
