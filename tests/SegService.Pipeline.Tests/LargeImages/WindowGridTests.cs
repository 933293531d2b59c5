using OpenCvSharp;
using SegService.Pipeline.LargeImages;

namespace SegService.Pipeline.Tests.LargeImages;

public sealed class WindowGridTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(300, 257)]
    [InlineData(1000, 30)]
    [InlineData(1537, 2048)]
    public void Cores_cover_the_image_once_and_areas_hold_them_with_their_margin(int width, int height)
    {
        var covered = new Mat(height, width, MatType.CV_8UC1, Scalar.Black);
        foreach (var (core, area) in new WindowGrid(width, height, 256, 100).Windows)
        {
            using var pixels = covered[core];
            Cv2.Add(pixels, Scalar.All(1), pixels);
            Assert.InRange(Math.Max(core.Width, core.Height), 1, 256 + 64);
            Assert.Equal(0, (core.X % 64) + (core.Y % 64) + (area.X % 64) + (area.Y % 64));
            Assert.True(area.X <= Math.Max(0, core.X - 100) && area.Y <= Math.Max(0, core.Y - 100));
            Assert.True(area.X + area.Width >= Math.Min(width, core.X + core.Width + 100) && area.Y + area.Height >= Math.Min(height, core.Y + core.Height + 100));
        }

        Cv2.MinMaxLoc(covered, out double least, out double most);
        Assert.Equal((1, 1), (least, most));
    }
}
