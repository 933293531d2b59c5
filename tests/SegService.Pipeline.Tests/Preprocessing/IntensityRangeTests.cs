using OpenCvSharp;
using SegService.Pipeline.Preprocessing;

namespace SegService.Pipeline.Tests.Preprocessing;

public sealed class IntensityRangeTests
{
    [Fact]
    public void A_few_hot_pixels_do_not_widen_the_range()
    {
        using var image = new Mat(100, 100, MatType.CV_8UC1, new Scalar(10));
        Cv2.Line(image, new Point(0, 0), new Point(99, 0), new Scalar(60));
        image.Set(50, 50, (byte)255);

        Assert.Equal(new IntensityRange(10, 60), IntensityRange.Of(image));
    }

    [Fact]
    public void A_flat_image_has_a_range_all_the_same()
    {
        using var image = new Mat(10, 10, MatType.CV_8UC3, Scalar.All(77));

        Assert.Equal(new IntensityRange(77, 77 + IntensityRange.MinimumWidth), IntensityRange.Of(image));
    }
}
