using OpenCvSharp;
using SegService.Evaluate.Reports;
using SegService.Pipeline.Postprocessing;

namespace SegService.Evaluate.Tests.Reports;

public sealed class ComparisonOverlayTests
{
    private const int Zoom = 1024 / 4;

    [Fact]
    public void Truth_is_green_the_prediction_magenta_and_both_white()
    {
        using var image = new Mat(2, 4, MatType.CV_8UC3, new Scalar(10, 10, 10));
        image.Set(0, 3, new Vec3b(20, 20, 20));
        using var sheet = ComparisonOverlay.Draw(image, LabelImage.Adopt(4, 2, [1, 1, 0, 0, 0, 0, 0, 0]), LabelImage.Adopt(4, 2, [1, 0, 1, 0, 0, 0, 0, 0]));

        Assert.Equal((8 * Zoom, 2 * Zoom), (sheet.Width, sheet.Height));
        Assert.Equal(new Vec3b(255, 255, 255), At(sheet, 1, Zoom - 1));
        Assert.Equal(new Vec3b(0, 255, 0), At(sheet, 2 * Zoom - 1, 0));
        Assert.Equal(new Vec3b(255, 0, 255), At(sheet, 2 * Zoom, 0));
        Assert.Equal(new Vec3b(0, 0, 0), At(sheet, 1, Zoom));
        Assert.Equal(new Vec3b(255, 255, 255), sheet.At<Vec3b>(1, 4 * Zoom - 1)); // the plain half, brightened
    }

    /// <summary>In the half with the outlines.</summary>
    private static Vec3b At(Mat sheet, int x, int y) => sheet.At<Vec3b>(y, (4 * Zoom) + x);
}
