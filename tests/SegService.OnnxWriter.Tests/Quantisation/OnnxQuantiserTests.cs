using Microsoft.ML.OnnxRuntime;
using SegService.OnnxFormat;
using SegService.OnnxWriter.Quantisation;
using SegService.TestKit;

namespace SegService.OnnxWriter.Tests.Quantisation;

public sealed class OnnxQuantiserTests
{
    private static readonly float[] Image = RuntimeOracle.Noise(2 * 16 * 16, 9);

    /// <summary>A residual block between a step down and up with a skip, and a head: every kind of node the networks have.</summary>
    private static byte[] Network(OnnxPrecision precision = OnnxPrecision.Float32)
    {
        var graph = new OnnxGraph("small");
        var x = graph.Input("x", "batch", 2, "height", "width");
        var skip = graph.Relu(Convolve(graph, x, "in", 2, 16));
        var deep = graph.Relu(Convolve(graph, skip, "down", 16, 16, stride: 2));
        deep = graph.Relu(graph.Add(Convolve(graph, graph.Relu(Convolve(graph, deep, "first", 16, 16)), "second", 16, 16), deep));
        var joined = graph.Relu(Convolve(graph, graph.Concat([graph.UpsampleNearest(deep, 2), skip]), "fuse", 32, 16));
        graph.Output("y", graph.Sigmoid(Convolve(graph, joined, "head", 16, 1)), "batch", 1, "height", "width");
        return graph.Bytes(precision);
    }

    private static OnnxValue Convolve(OnnxGraph graph, OnnxValue input, string name, int from, int to, int stride = 1) =>
        graph.Conv(input, graph.Weights(name + ".weight", [.. RuntimeOracle.Noise(to * from * 9, name.Length).Select(value => value / 4)], to, from, 3, 3),
            graph.Weights(name + ".bias", RuntimeOracle.Noise(to, to), to), stride, padding: 1);

    [Fact]
    public void The_graph_computes_nearly_what_it_did()
    {
        var before = Run(Network(), ["y"])[0];
        var after = Run(OnnxQuantiser.Quantise(Network(), Ranges()), ["y"])[0];

        Tensors.AssertClose(before, after, 0.05f);
        Assert.InRange(before.Zip(after, (a, b) => Math.Abs(a - b)).Average(), 1e-6, 0.01);
        Assert.True(before.Max() - before.Min() > 0.5, "a constant answer would prove nothing");
    }

    /// <summary>What is not fused is slower than float32 was, so this is the point of it all.</summary>
    [Fact]
    public void The_runtime_computes_all_but_the_head_in_eight_bits()
    {
        var operators = Optimised(OnnxQuantiser.Quantise(Network(), Ranges()));

        Assert.Equal(5, operators["QLinearConv"]);
        Assert.Equal(1, operators["QLinearAdd"]);
        Assert.Equal(1, operators["Conv"]);
        Assert.Equal(1, operators["QuantizeLinear"]);
        Assert.Equal(1, operators["DequantizeLinear"]);
        Assert.False(operators.ContainsKey("Relu"));
    }

    [Fact]
    public void The_file_shrinks_with_its_weights() =>
        Assert.InRange((double)OnnxQuantiser.Quantise(Network(), Ranges()).Length / Network().Length, 0.2, 0.6);

    [Fact]
    public void Observed_values_are_outputs_beside_the_graph_s_own()
    {
        var (model, values) = OnnxQuantiser.Observable(Network());

        Tensors.AssertClose(Run(Network(), ["y"])[0], Run(model, ["y"])[0], 1e-5f);
        Assert.Equal(Image, Run(model, [values.Single(value => value.Value == "x").Key])[0]);
    }

    [Fact]
    public void A_missing_range_and_half_precision_are_refused()
    {
        var ranges = Ranges();
        ranges.Remove("x");

        Assert.Throws<ArgumentException>(() => OnnxQuantiser.Quantise(Network(), ranges));
        Assert.Throws<ArgumentException>(() => OnnxQuantiser.Quantise(Network(OnnxPrecision.Float16), Ranges()));
    }

    private static Dictionary<string, ValueRange> Ranges()
    {
        var (model, values) = OnnxQuantiser.Observable(Network());
        return values.Values.Zip(Run(model, [.. values.Keys])).ToDictionary(pair => pair.First, pair => new ValueRange(pair.Second.Min(), pair.Second.Max()));
    }

    private static float[][] Run(byte[] model, IReadOnlyCollection<string> outputs)
    {
        using var session = new InferenceSession(model);
        using var x = OrtValue.CreateTensorValueFromMemory(Image, [1, 2, 16, 16]);
        using var options = new RunOptions();
        using var results = session.Run(options, ["x"], [x], outputs);
        return [.. results.Select(result => result.GetTensorDataAsSpan<float>().ToArray())];
    }

    /// <summary>How often each operator is in what ONNX Runtime makes of the graph.</summary>
    private static Dictionary<string, int> Optimised(byte[] model)
    {
        var path = Path.GetTempFileName();
        try
        {
            using var options = new SessionOptions { OptimizedModelFilePath = path, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
            using var session = new InferenceSession(model, options);
            return ModelProto.Parser.ParseFrom(File.ReadAllBytes(path)).Graph.Node.CountBy(node => node.OpType).ToDictionary();
        }
        finally
        {
            File.Delete(path);
        }
    }
}
