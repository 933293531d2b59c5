using OpenCvSharp;

namespace SegService.Pipeline.Decoding;

/// <summary>
/// One page of an upload as rows of the 8-bit RGB picture that is segmented (<see cref="DecodedImage.Rgb"/>): for images too large to be
/// held whole with all that is made of them.
/// </summary>
public abstract class RgbPage(ImageInfo info) : IDisposable
{
    public ImageInfo Info => info;

    public int Width => info.Width;

    public int Height => info.Height;

    public abstract void Dispose();

    /// <summary>The rows from the first on; as often as wanted.</summary>
    internal abstract IRgbRows Rows();
}

/// <summary>Rows of a page from top to bottom, once.</summary>
internal interface IRgbRows : IDisposable
{
    /// <summary>The next rows, CV_8UC3 in RGB order; the caller disposes them. Unreadable where the file turns out to be damaged.</summary>
    Outcome<Mat> Read(int rows);
}
