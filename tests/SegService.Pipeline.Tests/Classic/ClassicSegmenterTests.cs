using OpenCvSharp;
using SegService.Pipeline.Classic;
using SegService.Pipeline.Postprocessing;

namespace SegService.Pipeline.Tests.Classic;

public sealed class ClassicSegmenterTests
{
    private static readonly Scalar _purple = new(110, 60, 160);

    private static LabelImage Segment(Mat rgb, PostprocessingThresholds? thresholds = null) =>
        ClassicSegmenter.Segment(rgb, thresholds ?? ClassicSegmenter.Defaults).Labels;

    [Fact]
    public void Touching_discs_of_one_brightness_are_split()
    {
        using var image = Ground(0).Disc(60, 64, 16, Scalar.All(180)).Disc(90, 64, 16, Scalar.All(180));

        var labels = Segment(image);

        Assert.Equal(2, labels.Count);
        Assert.NotEqual(labels[60, 64], labels[90, 64]);
    }

    [Fact]
    public void A_nucleus_three_times_dimmer_than_its_neighbour_is_found_whole()
    {
        using var image = Ground(4).Disc(50, 64, 14, Scalar.All(240)).Disc(100, 64, 14, Scalar.All(80)).Blurred();

        var labels = Segment(image);

        Assert.Equal(2, labels.Count);
        Assert.InRange(Area(labels, 100, 64), 0.8 * Math.PI * 196, 1.25 * Math.PI * 196);
    }

    [Fact]
    public void An_illumination_gradient_is_not_segmented()
    {
        using var ramp = new Mat(128, 160, MatType.CV_8UC1);
        ramp.SetArray([.. Enumerable.Range(0, 128 * 160).Select(pixel => (byte)(pixel % 160 / 4))]);
        using var image = new Mat();
        Cv2.CvtColor(ramp, image, ColorConversionCodes.GRAY2RGB);
        image.Disc(30, 60, 12, Scalar.All(150)).Disc(130, 60, 12, Scalar.All(190));

        Assert.Equal(2, Segment(image).Count);
    }

    [Fact]
    public void Dark_nuclei_on_a_bright_ground_are_found()
    {
        using var image = Ground(230).Disc(40, 60, 14, Scalar.All(80)).Disc(110, 70, 14, Scalar.All(110)).Blurred();

        Assert.Equal(2, Segment(image).Count);
    }

    [Theory]
    [InlineData(240, 235, 245)]
    [InlineData(235, 215, 110)]
    [InlineData(215, 185, 225)]
    public void Purple_is_found_on_white_yellow_and_pale_purple(int red, int green, int blue)
    {
        using var image = new Mat(128, 160, MatType.CV_8UC3, new Scalar(red, green, blue));
        image.Disc(40, 60, 14, _purple).Disc(110, 70, 14, _purple).Blurred();

        Assert.Equal(2, Segment(image).Count);
    }

    [Fact]
    public void A_nucleus_inside_stained_cytoplasm_is_cut_out()
    {
        using var image = Ground(220).Disc(80, 64, 50, Scalar.All(170)).Disc(80, 64, 12, Scalar.All(70)).Blurred();

        var labels = Segment(image);

        Assert.NotEqual(0, labels[80, 64]);
        Assert.InRange(Area(labels, 80, 64), 0.7 * Math.PI * 144, 1.4 * Math.PI * 144);
    }

    [Theory]
    [InlineData(1, 1, 0)]
    [InlineData(1, 1, 255)]
    [InlineData(3, 200, 90)]
    [InlineData(160, 128, 0)]
    [InlineData(160, 128, 255)]
    public void Constant_images_have_no_nuclei(int width, int height, int value)
    {
        using var image = new Mat(height, width, MatType.CV_8UC3, Scalar.All(value));

        Assert.Equal(0, Segment(image).Count);
    }

    [Fact]
    public void Noise_alone_is_hardly_segmented()
    {
        using var image = Ground(0);
        using var noise = new Mat(image.Size(), MatType.CV_8UC1);
        var random = new Random(7);
        noise.SetArray(Enumerable.Range(0, image.Width * image.Height).Select(_ => (byte)random.Next(20, 60)).ToArray());
        Cv2.CvtColor(noise, image, ColorConversionCodes.GRAY2RGB);

        Assert.InRange(Segment(image).Count, 0, 3);
    }

    [Fact]
    public void A_lower_mask_threshold_widens_and_a_lower_seed_threshold_joins()
    {
        using var image = Ground(0).Disc(60, 64, 16, Scalar.All(180)).Disc(90, 64, 16, Scalar.All(180)).Blurred();
        var usual = Segment(image);

        Assert.True(Foreground(Segment(image, ClassicSegmenter.Defaults with { MaskThreshold = 0.35 })) > Foreground(usual));
        Assert.Equal(1, Segment(image, ClassicSegmenter.Defaults with { SeedThreshold = 0.05 }).Count);
        Assert.Equal(0, Segment(image, ClassicSegmenter.Defaults with { MinArea = 5000 }).Count);
    }

    [Fact]
    public void The_image_is_left_alone_and_the_answer_is_repeatable()
    {
        using var image = Ground(10).Disc(60, 64, 16, Scalar.All(180));
        using var before = image.Clone();

        var first = Segment(image);

        Assert.Equal(first.Labels, Segment(image).Labels);
        Assert.Equal(0, Cv2.Norm(image, before));
    }

    [Fact]
    public void Cancelled_work_stops()
    {
        using var image = Ground(0);

        Assert.Throws<OperationCanceledException>(
            () => ClassicSegmenter.Segment(image, ClassicSegmenter.Defaults, new CancellationToken(canceled: true)));
    }

    private static Mat Ground(int value) => new(128, 160, MatType.CV_8UC3, Scalar.All(value));

    private static int Area(LabelImage labels, int x, int y) => labels.Labels.Count(label => label == labels[x, y]);

    private static int Foreground(LabelImage labels) => labels.Labels.Count(label => label > 0);
}
