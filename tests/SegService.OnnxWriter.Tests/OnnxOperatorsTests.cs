using SegService.TestKit;

namespace SegService.OnnxWriter.Tests;

public sealed class OnnxOperatorsTests
{
    private static readonly float[] Ramp = [.. Enumerable.Range(0, 16).Select(i => (float)i)];

    private static (float[] Values, long[] Shape) Apply(Func<OnnxGraph, OnnxValue, OnnxValue> operation, float[] input, params long[] shape)
    {
        var graph = new OnnxGraph("test");
        graph.Output("y", operation(graph, graph.Input("x", "n", shape[1], "h", "w")), "n", "c", "h2", "w2");
        return graph.Run(input, shape);
    }

    [Fact]
    public void Conv_of_any_size_matches_the_sum_written_out()
    {
        const int channels = 2, filters = 3, height = 5, width = 7;
        var input = RuntimeOracle.Noise(channels * height * width, 1);
        var weights = RuntimeOracle.Noise(filters * channels * 9, 2);
        float[] bias = [0.5f, -1, 2];

        var (values, shape) = Apply((graph, x) => graph.Conv(x, graph.Weights("w", weights, filters, channels, 3, 3),
            graph.Weights("b", bias, filters), padding: 1), input, 1, channels, height, width);

        float At(int c, int y, int x) => y is < 0 or >= height || x is < 0 or >= width ? 0 : input[(((c * height) + y) * width) + x];
        var expected = from f in Enumerable.Range(0, filters)
                       from y in Enumerable.Range(0, height)
                       from x in Enumerable.Range(0, width)
                       select bias[f] + (from c in Enumerable.Range(0, channels)
                                         from i in Enumerable.Range(0, 3)
                                         from j in Enumerable.Range(0, 3)
                                         select At(c, y + i - 1, x + j - 1) * weights[(((((f * channels) + c) * 3) + i) * 3) + j]).Sum();
        Assert.Equal([1, filters, height, width], shape);
        Tensors.AssertClose([.. expected], values, 1e-5f);
    }

    [Fact]
    public void A_strided_transposed_convolution_spreads_each_pixel_over_its_kernel()
    {
        var (values, shape) = Apply((graph, x) => graph.ConvTranspose(x, graph.Weights("w", [1, 2, 3, 4], 1, 1, 2, 2), stride: 2),
            [1, 10], 1, 1, 1, 2);

        Assert.Equal([1, 1, 2, 4], shape);
        Assert.Equal([1, 2, 10, 20, 3, 4, 30, 40], values);
    }

    [Fact]
    public void Pools_take_the_maximum_and_the_mean_of_each_block()
    {
        Assert.Equal([5, 7, 13, 15], Apply((graph, x) => graph.MaxPool(x, 2), Ramp, 1, 1, 4, 4).Values);
        Assert.Equal([2.5f, 4.5f, 10.5f, 12.5f], Apply((graph, x) => graph.AveragePool(x, 2), Ramp, 1, 1, 4, 4).Values);
        Assert.Equal([7.5f], Apply((graph, x) => graph.GlobalAveragePool(x), Ramp, 1, 1, 4, 4).Values);
    }

    [Fact]
    public void Nearest_upsampling_repeats_pixels() =>
        Assert.Equal([1, 1, 2, 2, 1, 1, 2, 2], Apply((graph, x) => graph.UpsampleNearest(x, 2), [1, 2], 1, 1, 1, 2).Values);

    [Fact]
    public void Bilinear_upsampling_samples_at_half_pixel_centres() =>
        Assert.Equal([0, 1, 3, 4, 0, 1, 3, 4], Apply((graph, x) => graph.UpsampleBilinear(x, 2), [0, 4], 1, 1, 1, 2).Values);

    [Fact]
    public void Channels_are_joined_averaged_and_combined()
    {
        var (values, shape) = Apply((graph, x) => graph.Concat([graph.ReduceMean(x, 1), graph.Add(graph.Relu(x), x)]), [-2, 4], 1, 2, 1, 1);

        Assert.Equal([1, 3, 1, 1], shape);
        Assert.Equal([1, -2, 8], values);
    }

    [Fact]
    public void Activations_and_products_follow_their_definitions()
    {
        Assert.Equal([-0.25f, 4], Apply((graph, x) => graph.LeakyRelu(x, 0.125f), [-2, 4], 1, 1, 1, 2).Values);
        Assert.Equal([0.5f], Apply((graph, x) => graph.Sigmoid(x), [0], 1, 1, 1, 1).Values);
        Assert.Equal([9f], Apply((graph, x) => graph.Mul(x, x), [-3], 1, 1, 1, 1).Values);
    }
}
