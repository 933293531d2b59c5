using OpenCvSharp;
using SegService.Pipeline.Preprocessing;

namespace SegService.Training.Targets;

/// <summary>1 inside any nucleus. CV_32FC1.</summary>
internal static class NucleusTarget
{
    public static Mat Of(Mat labels)
    {
        var nucleus = new Mat();
        labels.ConvertTo(nucleus, MatType.CV_32F);
        FloatMat.Clamp(nucleus, 0, 1);
        return nucleus;
    }
}
