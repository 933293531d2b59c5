using OpenCvSharp;

namespace SegService.Pipeline.Tests.Classic;

internal static class Drawing
{
    public static Mat Disc(this Mat image, int x, int y, int radius, Scalar colour)
    {
        Cv2.Circle(image, x, y, radius, colour, thickness: -1);
        return image;
    }

    /// <summary>What a microscope's optics do to an edge.</summary>
    public static Mat Blurred(this Mat image)
    {
        Cv2.GaussianBlur(image, image, new Size(), 1);
        return image;
    }
}
