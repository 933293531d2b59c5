using OpenCvSharp;
using SegService.Training.Calibration;
using SegService.Training.Network;

namespace SegService.Training.Tests.Calibration;

public sealed class MapPredictorTests
{
    [Theory]
    [InlineData(1, false)]
    [InlineData(1.7, false)]
    [InlineData(0.5, true)]
    public void Maps_have_the_image_s_own_size_whatever_the_network_needs(double zoom, bool tta)
    {
        using var network = new NucleusNet(Synthetic.Shape);
        network.eval();
        using var rgb = new Mat(41, 57, MatType.CV_8UC3, new Scalar(40, 90, 160));

        var maps = new MapPredictor(network, Synthetic.Recipe.ViewStack).Predict(rgb, zoom, tta);

        Assert.Equal((57, 41), (maps.Width, maps.Height));
        Assert.All(new[] { maps.Nucleus, maps.Border!, maps.Marker! }, plane =>
        {
            Assert.Equal(57 * 41, plane.Length);
            Assert.All(plane, value => Assert.InRange(value, 0, 1));
        });
    }
}
