using OpenCvSharp;

namespace SegService.Pipeline.Decoding;

/// <summary>What a codec hands to the renderer. Owns its Mats until they are handed on.</summary>
/// <param name="samples">H x W, CV_8U, CV_16U or CV_32F; channels in RGB order, without alpha.</param>
/// <param name="alpha">H x W CV_8UC1, 0 = transparent; null where every pixel is opaque.</param>
/// <param name="isRgb">The three channels are red, green and blue of one picture, not separate stains.</param>
internal sealed class StoredPixels(Mat samples, Mat? alpha, bool isRgb) : IDisposable
{
    public Mat Samples { get; } = samples;

    public Mat? Alpha { get; } = alpha;

    public bool IsRgb { get; } = isRgb;

    public void Dispose()
    {
        Samples.Dispose();
        Alpha?.Dispose();
    }
}
