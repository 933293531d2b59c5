using OpenCvSharp;
using SegService.Pipeline.Evaluation;
using SegService.Pipeline.Models;
using SegService.Pipeline.Postprocessing;
using SegService.Pipeline.Preprocessing;
using SegService.Training.Calibration;
using SegService.Training.Distillation;

namespace SegService.Training.Tests.Distillation;

public sealed class TeacherTests
{
    [Fact]
    public void Images_are_looked_at_with_augmentation_at_the_zoom_the_service_would_choose()
    {
        var image = Synthetic.Discs();
        var asked = new List<(double Zoom, int Symmetries)>();
        var bundle = Synthetic.Bundle() with { Input = new InputRecipe(["rgb"], 16, TargetDiameter: 30) };

        var taught = Assert.Single(new Teacher(bundle, (rgb, zoom, symmetries) => Maps(rgb, zoom, symmetries, asked)).Teach([image]));

        var expected = HeldOutImage.AutoZoom(Maps(image.Rgb, 1, SquareSymmetry.Identity, []), bundle.Thresholds, null, 30);
        Assert.InRange(expected, 1.3, 1.5);
        Assert.Equal([(1, 1), (expected, 8)], asked);
        Assert.Equal(image.Id, taught.Id);
        Assert.Equal((MatType.CV_8UC3, image.Rgb.Size()), (taught.Taught!.Type(), taught.Taught.Size()));
        Assert.Equal(new Vec3b(204, 51, 255), taught.Taught.At<Vec3b>(20, 20));
        Assert.Equal(new Vec3b(0, 51, 0), taught.Taught.At<Vec3b>(0, 0));
    }

    [Fact]
    public void A_bundle_that_knows_no_diameter_sees_images_at_their_own_size()
    {
        var asked = new List<(double Zoom, int Symmetries)>();

        new Teacher(Synthetic.Bundle(), (rgb, zoom, symmetries) => Maps(rgb, zoom, symmetries, asked)).Teach([Synthetic.Discs()]);

        Assert.Equal([(1, 8)], asked);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    [InlineData(null, false)]
    public void A_teacher_does_not_know_the_images_its_learner_is_judged_by(int? teachersFold, bool mayTeach)
    {
        var teacher = Synthetic.Bundle() with { Training = new TrainingOrigin(new ImageSplit(teachersFold, []), [1], 8) };

        var refusal = Record.Exception(() => Teacher.Check(teacher, [new FoldRow("a", "fluorescence", "grid", 0)]));

        Assert.Equal(mayTeach, refusal is null);
        Assert.True(mayTeach || (refusal is InvalidDataException && refusal.Message.Contains("trained on 1 of the images", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_bundle_of_unknown_origin_or_without_a_border_cannot_teach()
    {
        var known = Synthetic.Bundle() with { Training = new TrainingOrigin(new ImageSplit(0, []), [1], 8) };

        Assert.Throws<InvalidDataException>(() => Teacher.Check(Synthetic.Bundle(), []));
        Assert.Throws<InvalidDataException>(() => Teacher.Check(known with { Outputs = [MapKind.Nucleus, MapKind.Marker] }, []));
    }

    /// <summary>Nucleus 0.8, marker 1 within the discs, border 0.2 everywhere.</summary>
    private static SegmentationMaps Maps(Mat rgb, double zoom, IReadOnlyList<SquareSymmetry> symmetries, List<(double, int)> asked)
    {
        asked.Add((zoom, symmetries.Count));
        using var grey = rgb.CvtColor(ColorConversionCodes.RGB2GRAY);
        grey.GetArray(out byte[] levels);
        return new SegmentationMaps(rgb.Cols, rgb.Rows, Array.ConvertAll(levels, level => level > 0 ? 0.8f : 0),
            Array.ConvertAll(levels, _ => 0.2f), Array.ConvertAll(levels, level => level > 0 ? 1f : 0));
    }
}
