using OpenCvSharp;

namespace SegService.Pipeline.Decoding;

/// <summary>One page of an upload as pixels. Owns its Mats; both are read-only to everybody, for they may share memory.</summary>
public sealed class DecodedImage : IDisposable
{
    /// <param name="info">The header's account of the upload.</param>
    /// <param name="samples">
    /// H x W, 1..64 channels as stored (RGB order, alpha removed; only the chosen channel where one was chosen), CV_8U, CV_16U or
    /// CV_32F, values unscaled and finite: what intensities are measured on.
    /// </param>
    /// <param name="rgb">H x W CV_8UC3 in RGB order, 0..255: 8-bit samples as they are, deeper ones scaled by percentile; what is
    /// segmented and shown. Grey images have three equal channels.</param>
    public DecodedImage(ImageInfo info, Mat samples, Mat rgb) => (Info, Samples, Rgb) = (info, samples, rgb);

    /// <summary>For results whose pixels nobody looks at: its Mats are empty.</summary>
    public static DecodedImage WithoutPixels(ImageInfo info) => new(info, new Mat(), new Mat());

    public ImageInfo Info { get; }

    public Mat Samples { get; }

    public Mat Rgb { get; }

    public int Width => Rgb.Width;

    public int Height => Rgb.Height;

    public void Dispose()
    {
        Samples.Dispose();
        Rgb.Dispose();
    }
}
