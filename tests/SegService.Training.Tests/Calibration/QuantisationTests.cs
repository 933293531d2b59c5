using SegService.OnnxWriter.Quantisation;
using SegService.Training.Batches;
using SegService.Training.Calibration;
using SegService.Training.Export;
using SegService.Training.Network;
using static TorchSharp.torch;

namespace SegService.Training.Tests.Calibration;

public sealed class QuantisationTests
{
    private const int Channels = 3;

    [Fact]
    public void The_input_s_range_is_that_of_all_crops()
    {
        var batches = Crops(4);

        var ranges = ActivationRanges.Observe(Graph(), batches, Channels, Synthetic.CropSize, threads: 1);

        var values = batches.SelectMany(batch => batch.Inputs).ToList();
        Assert.Equal(new ValueRange(values.Min(), values.Max()), ranges["image"]);
        Assert.Contains(ranges, range => range.Value is { Low: < 0, High: > 0 }); // a second convolution's, which no ReLU follows
    }

    [Fact]
    public void A_quantised_network_says_nearly_the_same()
    {
        var graph = Graph();
        var ranges = ActivationRanges.Observe(graph, Crops(4), Channels, Synthetic.CropSize, threads: 1);

        var comparison = GraphComparison.Of(graph, OnnxQuantiser.Quantise(graph, ranges), Crops(2), Channels, Synthetic.CropSize);

        Assert.InRange(comparison.Difference, 1e-6, 0.01);
    }

    [Fact]
    public void A_graph_does_not_differ_from_itself() =>
        Assert.Equal(0, GraphComparison.Of(Graph(), Graph(), Crops(1), Channels, Synthetic.CropSize).Difference);

    [Fact]
    public void The_bundle_keeps_its_recipe_and_origin_and_loses_its_scores()
    {
        var models = Directory.CreateTempSubdirectory();
        try
        {
            var bundle = Synthetic.Bundle() with { Scores = new Dictionary<string, double> { ["outOfFold"] = 0.5 } };

            var written = QuantisedBundle.Write(models.FullName, bundle, Graph());

            Assert.Equal("tiny-int8", written.Name);
            Assert.Equal((bundle.Version, bundle.Input, bundle.Thresholds, bundle.Training), (written.Version, written.Input, written.Thresholds, written.Training));
            Assert.Empty(written.Scores);
        }
        finally
        {
            models.Delete(recursive: true);
        }
    }

    private static List<Batch> Crops(int count) => [.. Enumerable.Range(0, count).Select(crop => Synthetic.Maker().Make(crop, 1))];

    private static byte[] Graph()
    {
        manual_seed(3);
        using var network = new NucleusNet(Synthetic.Shape);
        network.eval();
        using var stream = new MemoryStream();
        NetworkGraph.Of(network, "tiny").Save(stream);
        return stream.ToArray();
    }
}
