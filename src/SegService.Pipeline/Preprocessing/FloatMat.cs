using System.Numerics.Tensors;
using OpenCvSharp;

namespace SegService.Pipeline.Preprocessing;

/// <summary>What OpenCV does slowly on CV_32F Mats (its minimum and maximum with a constant take 50 times a threshold's time).</summary>
public static class FloatMat
{
    /// <summary>All samples, row-major, channels interleaved; valid as long as the Mat.</summary>
    /// <exception cref="ArgumentException">Not CV_32F of any number of channels, or not continuous.</exception>
    public static unsafe Span<float> Samples(Mat mat)
    {
        if (mat.Depth() != MatType.CV_32F || !mat.IsContinuous())
            throw new ArgumentException("A continuous CV_32F Mat is needed.", nameof(mat));
        return new Span<float>((void*)mat.Data, mat.Rows * mat.Cols * mat.Channels());
    }

    /// <summary>Brings every sample into the range, in place.</summary>
    public static void Clamp(Mat mat, float low, float high)
    {
        var samples = Samples(mat);
        TensorPrimitives.Max(samples, low, samples);
        TensorPrimitives.Min(samples, high, samples);
    }
}
