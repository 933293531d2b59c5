using OpenCvSharp;
using SegService.Training.Data;

namespace SegService.Training.Tests.Data;

public sealed class LabelMatTests
{
    [Fact]
    public void Areas_and_boxes_are_those_of_the_drawn_rectangles()
    {
        using var labels = new Mat(20, 30, MatType.CV_16UC1, Scalar.Black);
        Cv2.Rectangle(labels, new Rect(2, 3, 5, 4), new Scalar(1), -1);
        Cv2.Rectangle(labels, new Rect(20, 10, 6, 7), new Scalar(3), -1);

        Assert.Equal([0, 20, 0, 42], LabelMat.Areas(labels));
        Assert.Equal([default, new Rect(2, 3, 5, 4), default, new Rect(20, 10, 6, 7)], LabelMat.Boxes(labels));
    }
}
