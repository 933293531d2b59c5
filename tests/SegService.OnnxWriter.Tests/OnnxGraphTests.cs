using SegService.TestKit;

namespace SegService.OnnxWriter.Tests;

public sealed class OnnxGraphTests
{
    /// <summary>One step down and up with a skip: every kind of node a U-Net has.</summary>
    private static OnnxGraph SmallUNet()
    {
        var graph = new OnnxGraph("small");
        var x = graph.Input("x", "batch", 1, "height", "width");
        var skip = graph.Relu(Convolve(graph, x, "in", 1, 16));
        var deep = graph.Relu(Convolve(graph, graph.MaxPool(skip, 2), "deep", 16, 32));
        var joined = graph.Concat([skip, graph.UpsampleBilinear(deep, 2)]);
        graph.Output("y", graph.Sigmoid(Convolve(graph, joined, "out", 48, 3)), "batch", 3, "height", "width");
        return graph;
    }

    private static OnnxValue Convolve(OnnxGraph graph, OnnxValue input, string name, int from, int to) =>
        graph.Conv(input, graph.Weights(name + ".weight", RuntimeOracle.Noise(to * from * 9, to), to, from, 3, 3),
            graph.Weights(name + ".bias", RuntimeOracle.Noise(to, to), to), padding: 1);

    [Theory]
    [InlineData(1, 16, 16)]
    [InlineData(3, 32, 48)]
    public void One_graph_takes_any_batch_and_size(int batch, int height, int width)
    {
        var (values, shape) = SmallUNet().Run(RuntimeOracle.Noise(batch * height * width, 3), [batch, 1, height, width]);

        Assert.Equal([batch, 3, height, width], shape);
        Assert.All(values, value => Assert.InRange(value, 0, 1));
    }

    [Fact]
    public void Half_precision_halves_the_file_and_keeps_float32_edges()
    {
        var graph = SmallUNet();
        var input = RuntimeOracle.Noise(32 * 32, 4);

        var full = graph.Run(input, [1, 1, 32, 32]);
        var half = graph.Run(input, [1, 1, 32, 32], OnnxPrecision.Float16);

        Tensors.AssertClose(full.Values, half.Values, 0.01f);
        Assert.InRange((double)graph.Bytes(OnnxPrecision.Float16).Length / graph.Bytes().Length, 0.5, 0.55);
    }

    [Fact]
    public void The_same_graph_is_written_to_the_same_bytes() => Assert.Equal(SmallUNet().Bytes(), SmallUNet().Bytes());

    [Fact]
    public void A_value_may_be_an_output_and_used_inside()
    {
        var graph = new OnnxGraph("shared");
        var x = graph.Input("x", "n", 1, 1, 1);
        graph.Output("x_again", x, "n", 1, 1, 1);
        graph.Output("y", graph.Relu(x), "n", 1, 1, 1);

        Assert.Equal([2f], graph.Run([2], [1, 1, 1, 1]).Values);
    }

    [Fact]
    public void Names_are_unique_and_shapes_match_their_values()
    {
        var graph = new OnnxGraph("wrong");
        graph.Input("x", "n");

        Assert.Throws<ArgumentException>(() => graph.Input("x", "n"));
        Assert.Throws<ArgumentException>(() => graph.Weights("w", new float[3], 2, 2));
    }
}
