using OpenCvSharp;
using SegService.Pipeline.Models;
using SegService.Pipeline.Postprocessing;
using SegService.Pipeline.Preprocessing;
using SegService.Training.Calibration;
using SegService.Training.Export;
using SegService.Training.Network;
using static TorchSharp.torch;

namespace SegService.Training.Tests.Calibration;

public sealed class BundlePredictorTests
{
    [Theory]
    [InlineData(1, false)]
    [InlineData(1.7, false)]
    [InlineData(0.5, true)]
    public void Maps_have_the_image_s_own_size_whatever_the_network_needs(double zoom, bool tta)
    {
        using var network = Network();
        using var rgb = new Mat(41, 57, MatType.CV_8UC3, new Scalar(40, 90, 160));
        using var predictor = Predictor(network);

        var maps = predictor.Predict(rgb, zoom, SquareSymmetry.For(tta));

        Assert.Equal((57, 41), (maps.Width, maps.Height));
        Assert.All(new[] { maps.Nucleus, maps.Border!, maps.Marker! }, plane =>
        {
            Assert.Equal(57 * 41, plane.Length);
            Assert.All(plane, value => Assert.InRange(value, 0, 1));
        });
    }

    [Fact]
    public void Each_plane_is_what_the_network_says_of_the_mirrored_image()
    {
        using var network = Network();
        using var rgb = new Mat(30, 45, MatType.CV_8UC3);
        Cv2.Randu(rgb, Scalar.Black, Scalar.White);
        using var predictor = Predictor(network);

        var maps = predictor.Predict(rgb, 1, SquareSymmetry.Identity);

        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var input = Synthetic.Recipe.ViewStack.Render(rgb);
        var image = nn.functional.pad(tensor(input.Data.ToArray(), [1, 3, 30, 45]), [0, 3, 0, 2], TorchSharp.PaddingModes.Reflect);
        var expected = network.call(image).sigmoid()[0].narrow(1, 0, 30).narrow(2, 0, 45);
        Assert.Equal(expected[0].contiguous().data<float>().ToArray(), maps.Nucleus, Close);
        Assert.Equal(expected[1].contiguous().data<float>().ToArray(), maps.Border!, Close);
        Assert.Equal(expected[2].contiguous().data<float>().ToArray(), maps.Marker!, Close);
    }

    private static bool Close(float left, float right) => Math.Abs(left - right) < 1e-4f;

    private static NucleusNet Network()
    {
        manual_seed(2);
        var network = new NucleusNet(Synthetic.Shape);
        network.eval();
        return network;
    }

    private static BundlePredictor Predictor(NucleusNet network)
    {
        using var graph = new MemoryStream();
        NetworkGraph.Of(network, "tiny").Save(graph);
        return new BundlePredictor(Synthetic.Bundle(), graph.ToArray(), threads: 1);
    }
}
