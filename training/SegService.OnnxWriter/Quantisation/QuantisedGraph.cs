using SegService.OnnxFormat;
using DataType = SegService.OnnxFormat.TensorProto.Types.DataType;

namespace SegService.OnnxWriter.Quantisation;

/// <summary>
/// Rewrites a graph's nodes so that a runtime can compute them in eight bits: each value of the plan passes QuantizeLinear and
/// DequantizeLinear (unsigned, one step a tensor), each convolution's weights a DequantizeLinear (signed, one step a filter).
/// </summary>
internal sealed class QuantisedGraph
{
    private readonly QuantisationPlan _plan;
    private readonly IReadOnlyDictionary<string, ValueRange> _ranges;
    private readonly Dictionary<string, TensorProto> _constants;
    private readonly List<NodeProto> _nodes = [];

    private QuantisedGraph(GraphProto graph, QuantisationPlan plan, IReadOnlyDictionary<string, ValueRange> ranges)
    {
        (_plan, _ranges) = (plan, ranges);
        _constants = graph.Initializer.ToDictionary(constant => constant.Name);
    }

    /// <exception cref="ArgumentException">A range is missing, or the weights are not float32.</exception>
    public static void Rewrite(GraphProto graph, QuantisationPlan plan, IReadOnlyDictionary<string, ValueRange> ranges)
    {
        var rewritten = new QuantisedGraph(graph, plan, ranges);
        foreach (var input in graph.Input)
            rewritten.Store(input.Name);
        foreach (var node in graph.Node)
            rewritten.Add(node);

        graph.Node.Clear();
        graph.Node.AddRange(rewritten._nodes);
        var used = rewritten._nodes.SelectMany(node => node.Input).ToHashSet();
        graph.Initializer.Clear();
        graph.Initializer.AddRange(rewritten._constants.Values.Where(constant => used.Contains(constant.Name)));
    }

    private void Add(NodeProto node)
    {
        var copy = node.Clone();
        if (_plan.Convolves(node))
            StoreWeights(copy);
        for (var i = 0; i < copy.Input.Count; i++)
            copy.Input[i] = _plan.Activations.Contains(copy.Input[i]) ? Restored(copy.Input[i]) : copy.Input[i];
        _nodes.Add(copy);
        Store(node.Output[0]);
    }

    private void Store(string value)
    {
        if (!_plan.Activations.Contains(value))
            return;
        var range = Range(value);
        var step = Constant(value + "_step", DataType.Float, [range.Step]);
        var zero = Constant(value + "_zero", DataType.Uint8, [range.ZeroPoint]);
        _nodes.Add(Node("QuantizeLinear", [value, step, zero], value + "_stored"));
        _nodes.Add(Node("DequantizeLinear", [value + "_stored", step, zero], Restored(value)));
    }

    private void StoreWeights(NodeProto convolution)
    {
        var (weights, bias) = (_constants[convolution.Input[1]], _constants[convolution.Input[2]]);
        var inputStep = Range(convolution.Input[0]).Step;
        var stored = QuantisedWeights.Of(OnnxWeights.Floats(weights), OnnxWeights.Floats(bias), inputStep);
        var filters = stored.Bias.Length;
        convolution.Input[1] = Filters(weights.Name, DataType.Int8, stored.Codes, [.. weights.Dims], stored.Steps, new sbyte[filters]);
        convolution.Input[2] = Filters(bias.Name, DataType.Int32, stored.Bias, [filters], Array.ConvertAll(stored.Steps, step => step * inputStep), new int[filters]);
    }

    private string Filters<T>(string name, DataType type, T[] codes, long[] shape, float[] steps, T[] zeros) where T : unmanaged
    {
        var dequantise = Node("DequantizeLinear", [Constant(name + "_stored", type, codes, shape),
            Constant(name + "_step", DataType.Float, steps, steps.Length), Constant(name + "_zero", type, zeros, zeros.Length)], Restored(name));
        dequantise.Attribute.Add(OnnxAttribute.Int("axis", 0).Proto);
        _nodes.Add(dequantise);
        return Restored(name);
    }

    private string Constant<T>(string name, DataType type, T[] values, params long[] shape) where T : unmanaged
    {
        _constants.Add(name, new TensorProto { Name = name, DataType = (int)type, Dims = { shape }, RawData = OnnxInitializer.Raw(values) });
        return name;
    }

    private ValueRange Range(string value) =>
        _ranges.TryGetValue(value, out var range) ? range : throw new ArgumentException($"There is no range of '{value}'.", nameof(value));

    private static string Restored(string value) => value + "_restored";

    private static NodeProto Node(string operation, string[] inputs, string output) =>
        new() { Name = $"{operation}_{output}", OpType = operation, Input = { inputs }, Output = { output } };
}
