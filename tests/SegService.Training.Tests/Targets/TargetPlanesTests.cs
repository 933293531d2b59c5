using OpenCvSharp;
using SegService.Training.Targets;

namespace SegService.Training.Tests.Targets;

/// <summary>Two squares of 12 x 12 side by side, a third far from them.</summary>
public sealed class TargetPlanesTests : IDisposable
{
    private readonly Mat _labels = new(64, 64, MatType.CV_16UC1, Scalar.Black);

    public TargetPlanesTests()
    {
        Cv2.Rectangle(_labels, new Rect(10, 10, 12, 12), new Scalar(1), -1);
        Cv2.Rectangle(_labels, new Rect(22, 10, 12, 12), new Scalar(2), -1);
        Cv2.Rectangle(_labels, new Rect(45, 45, 5, 5), new Scalar(3), -1);
    }

    [Fact]
    public void The_border_is_where_nuclei_touch_and_nowhere_else()
    {
        using var border = BorderTarget.Of(_labels);

        Assert.Equal(1, border.At<float>(15, 21));
        Assert.Equal(1, border.At<float>(15, 22));
        Assert.Equal(0, border.At<float>(15, 10));
        Assert.Equal(0, border.At<float>(15, 16));
        using var about = border.SubMat(new Rect(40, 40, 20, 20));
        Assert.Equal(0, Cv2.CountNonZero(about));
    }

    [Fact]
    public void The_border_is_wider_between_larger_nuclei()
    {
        using var large = new Mat();
        Cv2.Resize(_labels, large, new Size(256, 256), 0, 0, InterpolationFlags.Nearest);
        using var narrow = BorderTarget.Of(_labels);
        using var wide = BorderTarget.Of(large);

        Assert.Equal(2, CountInRow(narrow, 15));
        Assert.Equal(6, CountInRow(wide, 60));
    }

    [Fact]
    public void Every_nucleus_has_a_marker_of_one_within_it_and_none_outside()
    {
        using var marker = MarkerTarget.Of(_labels);

        foreach (var label in new[] { 1, 2, 3 })
        {
            using Mat inside = _labels.Equals(label);
            Cv2.MinMaxLoc(marker, out var smallest, out var largest, out _, out _, inside);
            Assert.Equal(1, largest, 1e-5);
            Assert.InRange(smallest, 0.01, 0.5);
        }

        using Mat outside = _labels.Equals(0);
        Assert.Equal(0, Cv2.Mean(marker, outside).Val0);
        Assert.True(marker.At<float>(15, 22) < 0.4, "where two nuclei touch, each has an edge");
    }

    [Fact]
    public void Outlines_and_small_nuclei_weigh_more()
    {
        using var weight = WeightTarget.Of(_labels);

        Assert.Equal(1, weight.At<float>(60, 5), 1e-5);
        Assert.True(weight.At<float>(15, 10) > weight.At<float>(15, 16));
        Assert.True(weight.At<float>(47, 47) > 1.5 * weight.At<float>(15, 16));
    }

    [Fact]
    public void Only_the_middle_is_given_to_the_network()
    {
        const int margin = 8;
        var planes = new float[TargetPlanes.Count * 48 * 48];
        TargetPlanes.Fill(_labels, margin, planes);

        for (var y = 0; y < 48; y++)
        {
            for (var x = 0; x < 48; x++)
                Assert.Equal(_labels.At<ushort>(y + margin, x + margin) > 0 ? 1 : 0, planes[(y * 48) + x]);
        }
    }

    public void Dispose() => _labels.Dispose();

    private static int CountInRow(Mat plane, int y)
    {
        using var row = plane.SubMat(new Rect(0, y, plane.Cols, 1));
        return Cv2.CountNonZero(row);
    }
}
