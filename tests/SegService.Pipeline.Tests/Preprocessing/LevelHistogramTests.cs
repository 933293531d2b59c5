using OpenCvSharp;
using SegService.Pipeline.Preprocessing;

namespace SegService.Pipeline.Tests.Preprocessing;

public sealed class LevelHistogramTests
{
    /// <summary>Widths that leave every remainder, one and three channels, and rows that do not follow each other in memory.</summary>
    [Theory]
    [InlineData(1, 1, 0.5)]
    [InlineData(7, 1, 0.1)]
    [InlineData(10, 3, 0.005)]
    [InlineData(13, 3, 0.998)]
    [InlineData(16, 1, 1)]
    public void A_quantile_is_the_lowest_level_that_so_many_samples_do_not_exceed(int width, int channels, double share)
    {
        using var image = new Mat(9, width + 5, MatType.CV_8UC(channels));
        Cv2.Randu(image, Scalar.All(0), Scalar.All(256));
        using var part = image[0, 9, 2, 2 + width];
        using var copy = part.Clone();
        copy.Reshape(1).GetArray(out byte[] samples);
        Array.Sort(samples);

        var expected = samples[Math.Max(0, (int)Math.Ceiling(share * samples.Length) - 1)];

        Assert.Equal(expected, LevelHistogram.Of(part).Quantile(share));
    }

    [Fact]
    public void A_flat_image_has_one_level()
    {
        using var image = new Mat(10, 10, MatType.CV_8UC3, Scalar.All(77));

        Assert.Equal([77, 77, 77], new[] { 0.01, 0.5, 1 }.Select(LevelHistogram.Of(image).Quantile));
    }
}
