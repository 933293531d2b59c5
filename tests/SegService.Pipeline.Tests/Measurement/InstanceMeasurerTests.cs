using SegService.Pipeline.Measurement;
using SegService.Pipeline.Postprocessing;

namespace SegService.Pipeline.Tests.Measurement;

public sealed class InstanceMeasurerTests
{
    [Fact]
    public void Area_box_centroid_and_score_are_those_of_the_pixels()
    {
        var labels = LabelImage.Adopt(4, 3, [0, 0, 1, 1, 2, 0, 0, 1, 2, 2, 0, 0]);
        float[] confidence = [0, 0, 0.5f, 0.75f, 1, 0, 0, 1, 0.5f, 0, 0, 0];

        var instances = InstanceMeasurer.Measure(labels, confidence);

        Assert.Equal(
            [
                new Instance(1, 3, new PixelBox(2, 0, 2, 2), 8 / 3.0, 1 / 3.0, 0.75),
                new Instance(2, 3, new PixelBox(0, 1, 2, 2), 1 / 3.0, 5 / 3.0, 0.5),
            ],
            instances);
    }

    [Fact]
    public void No_instance_gives_no_row() =>
        Assert.Empty(InstanceMeasurer.Measure(LabelImage.Adopt(2, 1, [0, 0]), [1, 1]));
}
