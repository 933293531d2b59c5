using OpenCvSharp;

namespace SegService.Pipeline.Decoding;

internal static class SharedMat
{
    /// <summary>A second owner of the same pixels: they live until both are disposed, and are not copied.</summary>
    public static Mat Share(this Mat mat) => mat[0, mat.Height, 0, mat.Width];
}
