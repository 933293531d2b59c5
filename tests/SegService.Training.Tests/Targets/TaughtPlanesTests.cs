using OpenCvSharp;
using SegService.Training.Targets;

namespace SegService.Training.Tests.Targets;

public sealed class TaughtPlanesTests
{
    [Fact]
    public void Half_of_each_target_is_the_teachers_and_the_weight_is_left_alone()
    {
        const int size = 4, margin = 2;
        using var taught = new Mat(size + (2 * margin), size + (2 * margin), MatType.CV_8UC3, new Scalar(255, 51, 0));
        taught.Set(margin + 1, margin + 3, new Vec3b(0, 0, 255));
        var planes = Enumerable.Range(0, TargetPlanes.Count * size * size).Select(i => i < 16 ? 1f : i < 48 ? 0 : 2.5f).ToArray();

        TaughtPlanes.Blend(taught, margin, planes);

        var odd = (1 * size) + 3;
        for (var i = 0; i < size * size; i++)
        {
            Assert.Equal(i == odd ? 0.5 : 1, planes[i], 1e-5);
            Assert.Equal(i == odd ? 0 : 0.1, planes[16 + i], 1e-5);
            Assert.Equal(i == odd ? 0.5 : 0, planes[32 + i], 1e-5);
            Assert.Equal(2.5, planes[48 + i]);
        }
    }
}
