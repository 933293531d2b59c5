using OpenCvSharp;
using SegService.Training.Augmentation;
using SegService.Training.Data;

namespace SegService.Training.Tests.Augmentation;

public sealed class AugmenterTests
{
    [Theory]
    [InlineData("fluorescence")]
    [InlineData("histology")]
    public void The_same_number_gives_the_same_crop(string modality)
    {
        var image = Synthetic.Discs(modality: modality);
        for (var number = 0; number < 25; number++)
        {
            using var first = Augmenter.Draw(image, 64, AugmentationRecipe.Full, new CropRandom(1, number));
            using var second = Augmenter.Draw(image, 64, AugmentationRecipe.Full, new CropRandom(1, number));

            Assert.Equal((64, 64, MatType.CV_8UC3), (first.Rgb.Rows, first.Rgb.Cols, first.Rgb.Type()));
            Assert.Equal(0, Cv2.Norm(first.Rgb, second.Rgb));
            Assert.Equal(LabelMat.Span(first.Labels).ToArray(), LabelMat.Span(second.Labels).ToArray());
        }
    }

    [Theory]
    [InlineData("fluorescence")]
    [InlineData("histology")]
    public void Without_alterations_a_crop_is_a_piece_of_the_image(string modality)
    {
        var image = Synthetic.Discs(modality: modality);
        var recipe = AugmentationRecipe.Finish with { Frequency = 0 };
        for (var number = 0; number < 25; number++)
        {
            using var crop = Augmenter.Draw(image, 64, recipe, new CropRandom(1, number));
            var random = new CropRandom(1, number);
            using var piece = Geometry.Cut(image, 64, Geometry.DrawZoom(image, recipe, random), random);

            Assert.True(Cv2.Norm(crop.Rgb, piece.Rgb, NormTypes.INF) <= 1);
            Assert.Equal(LabelMat.Span(piece.Labels).ToArray(), LabelMat.Span(crop.Labels).ToArray());
        }
    }

    [Fact]
    public void Crops_that_nuclei_were_laid_into_have_no_teacher()
    {
        var image = Synthetic.Discs();
        var taught = image with { Taught = image.Rgb };
        var without = 0;
        for (var number = 0; number < 40; number++)
        {
            using var crop = Augmenter.Draw(taught, 64, AugmentationRecipe.Full, new CropRandom(1, number));
            var random = new CropRandom(1, number);
            using var piece = Geometry.Cut(image, 64, Geometry.DrawZoom(image, AugmentationRecipe.Full, random), random);

            without += crop.Taught is null ? 1 : 0;
            Assert.True(crop.Taught is null || LabelMat.Span(crop.Labels).SequenceEqual(LabelMat.Span(piece.Labels)));
        }

        Assert.InRange(without, 5, 25);
    }

    [Fact]
    public void Some_nuclei_become_much_dimmer_than_their_neighbours()
    {
        using var labels = Synthetic.Discs().Labels;
        using var rgb = new Mat(labels.Size(), MatType.CV_32FC3, Scalar.All(0.1));
        using Mat nuclei = labels.NotEquals(0);
        rgb.SetTo(Scalar.All(0.5), nuclei);

        InstanceBrightness.Apply(rgb, labels, 0.2, new CropRandom(1, 1));

        var levels = Enumerable.Range(1, LabelMat.Max(labels)).Select(label => LevelOf(rgb, labels, label)).ToArray();
        Assert.True(levels.Max() > 2.5 * levels.Min());
        using Mat outside = labels.Equals(0);
        Assert.Equal(0.1, Cv2.Mean(rgb, outside).Val0, 0.02);
    }

    private static double LevelOf(Mat rgb, Mat labels, int label)
    {
        using Mat inside = labels.Equals(label);
        return Cv2.Mean(rgb, inside).Val0 - 0.1;
    }
}
