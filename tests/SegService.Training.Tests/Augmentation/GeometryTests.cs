using SegService.Training.Augmentation;
using SegService.Training.Data;

namespace SegService.Training.Tests.Augmentation;

public sealed class GeometryTests
{
    [Theory]
    [InlineData(1, 0.5)]
    [InlineData(2, 1)]
    [InlineData(3, 1.7)]
    public void Labels_move_with_their_pixels(int seed, double zoom)
    {
        using var crop = Geometry.Cut(Synthetic.Discs(), 96, zoom, new CropRandom(seed, 0));

        var inside = 0;
        for (var y = 1; y < 95; y++)
        {
            for (var x = 1; x < 95; x++)
            {
                if (!IsInterior(crop, x, y))
                    continue;
                inside++;
                Assert.Equal(10.0 * crop.Labels.At<ushort>(y, x), crop.Rgb.At<OpenCvSharp.Vec3b>(y, x).Item0, 12.0);
            }
        }

        Assert.True(inside > 100, $"{inside} pixels compared");
    }

    [Fact]
    public void What_a_teacher_said_moves_with_the_image()
    {
        var image = Synthetic.Discs();
        using var crop = Geometry.Cut(image with { Taught = image.Rgb }, 96, 1.4, new CropRandom(2, 0));

        Assert.NotNull(crop.Taught);
        Assert.True(OpenCvSharp.Cv2.CountNonZero(crop.Labels) > 0);
        Assert.Equal(0, OpenCvSharp.Cv2.Norm(crop.Rgb, crop.Taught));
    }

    [Fact]
    public void Zooms_bring_the_median_diameter_between_10_and_50_pixels()
    {
        var image = Synthetic.Discs();
        var diameters = Enumerable.Range(0, 500).Select(crop => image.MedianDiameter * Geometry.DrawZoom(image, AugmentationRecipe.Full, new CropRandom(1, crop))).ToArray();

        Assert.All(diameters, diameter => Assert.InRange(diameter, 8, 55));
        Assert.Contains(diameters, diameter => diameter < 12);
        Assert.Contains(diameters, diameter => diameter > 40);
    }

    /// <summary>Well within one nucleus, where interpolation mixes nothing in.</summary>
    private static bool IsInterior(Crop crop, int x, int y)
    {
        var label = crop.Labels.At<ushort>(y, x);
        return label != 0 && new[] { (1, 0), (-1, 0), (0, 1), (0, -1) }.All(step =>
            Enumerable.Range(1, 3).All(far => x + (far * step.Item1) is >= 0 and < 96 && y + (far * step.Item2) is >= 0 and < 96
                && crop.Labels.At<ushort>(y + (far * step.Item2), x + (far * step.Item1)) == label));
    }
}
