using SegService.OnnxWriter;
using SegService.TestKit;

namespace SegService.Pipeline.Tests.Inference.Winograd;

/// <summary>A U-Net with random weights and all that the kernel runs: strides, residuals, enlargement, concatenation, 1 x 1, a sigmoid.</summary>
internal sealed class RandomNetwork(int seed)
{
    private readonly Random _random = new(seed);
    private readonly OnnxGraph _graph = new("random");
    private int _weights;

    public static byte[] Of(int seed, int channels, int width, int outputs = 3, bool sigmoid = true) =>
        new RandomNetwork(seed).Write(channels, width, outputs, sigmoid);

    /// <summary>A graph of one image of three planes, one output and whatever is between.</summary>
    public static byte[] Of(Func<OnnxGraph, OnnxValue, RandomNetwork, OnnxValue> middle, params OnnxDimension[] input)
    {
        var network = new RandomNetwork(1);
        var graph = network._graph;
        var image = graph.Input("image", input is [] ? ["batch", 3, "height", "width"] : input);
        graph.Output("maps", middle(graph, image, network), "batch", 3, "height", "width");
        return graph.Bytes();
    }

    public OnnxValue Convolution(OnnxValue x, int from, int to, int side = 3, int stride = 1)
    {
        var spread = 2 / MathF.Sqrt(from * side * side);
        return _graph.Conv(x, Weights(spread, to, from, side, side), Weights(0.2f, to), stride, padding: side / 2);
    }

    private byte[] Write(int channels, int width, int outputs, bool sigmoid)
    {
        var image = _graph.Input("image", "batch", channels, "height", "width");
        var detail = Relu(Convolution(image, channels, 16));
        var half = Residual(Relu(Convolution(image, channels, width, stride: 2)), width);
        var quarter = Residual(Relu(Convolution(half, width, width + 16, stride: 2)), width + 16);
        var lateral = Relu(Convolution(quarter, width + 16, width, side: 1));
        var joined = _graph.Concat([_graph.UpsampleNearest(lateral, 2), half]);
        var up = Residual(Relu(Convolution(joined, 2 * width, width)), width);
        var mixed = Convolution(_graph.Concat([_graph.UpsampleNearest(up, 2), detail]), width + 16, 16, side: 1);
        var maps = Convolution(mixed, 16, outputs, side: 1);
        _graph.Output("maps", sigmoid ? _graph.Sigmoid(maps) : maps, "batch", outputs, "height", "width");
        return _graph.Bytes();
    }

    private OnnxValue Residual(OnnxValue x, int channels) =>
        Relu(_graph.Add(Convolution(Relu(Convolution(x, channels, channels)), channels, channels), x));

    private OnnxValue Relu(OnnxValue x) => _graph.Relu(x);

    private OnnxValue Weights(float spread, params long[] shape)
    {
        var values = new float[shape.Aggregate((size, side) => size * side)];
        for (var i = 0; i < values.Length; i++)
            values[i] = (_random.NextSingle() - 0.5f) * 2 * spread;
        return _graph.Weights($"weights{_weights++}", values, shape);
    }
}
