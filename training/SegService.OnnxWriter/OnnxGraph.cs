using SegService.OnnxFormat;

namespace SegService.OnnxWriter;

/// <summary>
/// Builds one ONNX graph (operator set 17). Values are added in the order they are computed; <see cref="Save(Stream, OnnxPrecision)"/>
/// may be called any number of times. Not thread-safe.
/// </summary>
/// <param name="name">The graph's name, for people and tools.</param>
public sealed class OnnxGraph(string name)
{
    /// <summary>Version of the default operator set the nodes are written for.</summary>
    public const int OperatorSet = 17;

    private readonly List<ValueInfo> _inputs = [];
    private readonly List<ValueInfo> _outputs = [];
    private readonly List<OnnxInitializer> _initializers = [];
    private readonly List<NodeProto> _nodes = [];
    private readonly HashSet<string> _names = [];

    /// <summary>A float32 input, for instance <c>Input("image", "batch", 3, "height", "width")</c>.</summary>
    public OnnxValue Input(string name, params OnnxDimension[] shape)
    {
        var value = Named(name);
        _inputs.Add(new ValueInfo(name, value, shape));
        return value;
    }

    /// <summary>Makes <paramref name="value"/> a float32 output under <paramref name="name"/>.</summary>
    public void Output(string name, OnnxValue value, params OnnxDimension[] shape)
    {
        Named(name);
        _outputs.Add(new ValueInfo(name, value, shape));
    }

    /// <summary>Learned or fixed factors in row-major order; stored in the precision the graph is saved in.</summary>
    /// <exception cref="ArgumentException">The number of values is not the product of the shape, or the name is taken.</exception>
    public OnnxValue Weights(string name, float[] values, params long[] shape)
    {
        if (values.Length != shape.Aggregate(1L, (product, size) => product * size))
            throw new ArgumentException($"{values.Length} values for shape [{string.Join(", ", shape)}] of '{name}'.", nameof(values));
        return Constant(OnnxInitializer.Weights(name, values, shape));
    }

    /// <summary>A float32 vector whatever the precision, for operator settings such as Resize's scales.</summary>
    public OnnxValue Floats(string name, params float[] values) => Constant(OnnxInitializer.Floats(name, values));

    /// <summary>An int64 vector, for operator settings such as axes and sizes.</summary>
    public OnnxValue Integers(string name, params long[] values) => Constant(OnnxInitializer.Integers(name, values));

    /// <summary>Any operator of the default domain with one output. An input whose name is empty is one left out.</summary>
    public OnnxValue Node(string operation, IEnumerable<OnnxValue> inputs, params IEnumerable<OnnxAttribute> attributes)
    {
        var value = Named(Unused(operation));
        _nodes.Add(new NodeProto
        {
            Name = value.Name,
            OpType = operation,
            Input = { inputs.Select(input => input.Name) },
            Output = { value.Name },
            Attribute = { attributes.Select(attribute => attribute.Proto) },
        });
        return value;
    }

    public void Save(string path, OnnxPrecision precision = OnnxPrecision.Float32)
    {
        using var file = File.Create(path);
        Save(file, precision);
    }

    public void Save(Stream stream, OnnxPrecision precision = OnnxPrecision.Float32) =>
        OnnxModel.Write(stream, name, _inputs, _outputs, _initializers, _nodes, precision);

    internal string Unused(string stem) => $"{stem}_{_names.Count}";

    private OnnxValue Constant(OnnxInitializer initializer)
    {
        _initializers.Add(initializer);
        return Named(initializer.Name);
    }

    private OnnxValue Named(string name) =>
        _names.Add(name) ? new OnnxValue(name) : throw new ArgumentException($"The graph already has a value '{name}'.", nameof(name));
}

/// <summary>An input or output: the name outside, the value inside.</summary>
internal sealed record ValueInfo(string Name, OnnxValue Value, OnnxDimension[] Shape);
