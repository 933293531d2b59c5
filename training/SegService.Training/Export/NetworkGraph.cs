using SegService.OnnxWriter;
using SegService.Training.Network;

namespace SegService.Training.Export;

/// <summary>
/// A network as an ONNX graph: image, N x C x H x W float32 of any N and any H and W that are multiples of
/// <see cref="NetworkShape.SizeMultiple"/>, to maps, N x 3 x H x W float32 with the sigmoid inside.
/// </summary>
internal sealed class NetworkGraph
{
    private readonly OnnxGraph _graph;
    private int _convolutions;

    private NetworkGraph(OnnxGraph graph) => _graph = graph;

    public static OnnxGraph Of(NucleusNet network, string name)
    {
        var graph = new OnnxGraph(name);
        var image = graph.Input("image", "batch", network.Shape.InputChannels, "height", "width");
        var maps = new NetworkGraph(graph).Forward(network, image);
        graph.Output("maps", graph.Sigmoid(maps), "batch", NetworkShape.Outputs.Count, "height", "width");
        return graph;
    }

    /// <summary>Step for step what <see cref="NucleusNet.forward"/> does.</summary>
    private OnnxValue Forward(NucleusNet network, OnnxValue image)
    {
        var skips = new Stack<OnnxValue>();
        var x = image;
        foreach (var level in network.Encoder)
            skips.Push(x = level.Blocks.Aggregate(Unit(x, level.Down), Block));

        skips.Pop();
        foreach (var level in network.Decoder)
            x = Merge(level, x, skips.Pop());

        var fused = Unit(_graph.Concat([_graph.UpsampleNearest(x, 2), Unit(image, network.Detail)]), network.Fuse);
        return Convolution(fused, FoldedConvolution.Of(network.Head), stride: 1);
    }

    private OnnxValue Merge(DecoderLevel level, OnnxValue below, OnnxValue skip) =>
        Block(Unit(_graph.Concat([_graph.UpsampleNearest(Unit(below, level.Lateral), 2), skip]), level.Reduce), level.Block);

    private OnnxValue Block(OnnxValue x, ResidualBlock block) =>
        _graph.Relu(_graph.Add(Unit(Unit(x, block.First), block.Second), x));

    private OnnxValue Unit(OnnxValue x, ConvUnit unit)
    {
        var convolved = Convolution(x, FoldedConvolution.Of(unit), unit.Stride);
        return unit.Relu ? _graph.Relu(convolved) : convolved;
    }

    private OnnxValue Convolution(OnnxValue x, FoldedConvolution folded, int stride)
    {
        var name = $"conv{_convolutions++}";
        var weights = _graph.Weights($"{name}.weight", folded.Weights, folded.Shape);
        var bias = _graph.Weights($"{name}.bias", folded.Bias, folded.Bias.Length);
        return _graph.Conv(x, weights, bias, stride, padding: (int)folded.Shape[^1] / 2);
    }
}
