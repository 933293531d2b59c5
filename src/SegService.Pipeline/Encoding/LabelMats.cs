using OpenCvSharp;
using SegService.Pipeline.Postprocessing;

namespace SegService.Pipeline.Encoding;

/// <summary>Label images as OpenCV matrices. The caller disposes what is returned.</summary>
internal static class LabelMats
{
    /// <summary>H x W CV_16UC1; labels above 65,535 would saturate, so callers check first.</summary>
    public static Mat To16Bit(LabelImage labels)
    {
        using var wide = Mat.FromPixelData(labels.Height, labels.Width, MatType.CV_32SC1, labels.Labels);
        var narrow = new Mat();
        wide.ConvertTo(narrow, MatType.CV_16UC1);
        return narrow;
    }
}
