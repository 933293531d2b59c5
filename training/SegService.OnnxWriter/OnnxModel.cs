using Google.Protobuf;
using SegService.OnnxFormat;
using DataType = SegService.OnnxFormat.TensorProto.Types.DataType;

namespace SegService.OnnxWriter;

/// <summary>Puts a graph's parts into the file format; in half precision it casts at the graph's edges.</summary>
internal static class OnnxModel
{
    private const int IrVersion = 8;

    public static void Write(Stream stream, string name, List<ValueInfo> inputs, List<ValueInfo> outputs,
        List<OnnxInitializer> initializers, List<NodeProto> nodes, OnnxPrecision precision)
    {
        var graph = new GraphProto
        {
            Name = name,
            Input = { inputs.Select(ToProto) },
            Output = { outputs.Select(ToProto) },
            Initializer = { initializers.Select(initializer => initializer.ToProto(precision)) },
        };
        var half = precision == OnnxPrecision.Float16;
        graph.Node.AddRange(half ? inputs.Select(input => Cast(input.Name, Halved(input.Name), DataType.Float16)) : []);
        graph.Node.AddRange(half ? nodes.Select(node => WithHalvedInputs(node, inputs)) : nodes);
        graph.Node.AddRange(outputs.Select(output => half
            ? Cast(output.Value.Name, output.Name, DataType.Float)
            : Edge("Identity", output.Value.Name, output.Name)));

        new ModelProto
        {
            IrVersion = IrVersion,
            ProducerName = "SegService",
            Graph = graph,
            OpsetImport = { new OperatorSetIdProto { Version = OnnxGraph.OperatorSet } },
        }.WriteTo(stream);
    }

    private static string Halved(string name) => name + "_float16";

    private static NodeProto WithHalvedInputs(NodeProto node, List<ValueInfo> inputs)
    {
        var copy = node.Clone();
        for (var i = 0; i < copy.Input.Count; i++)
            copy.Input[i] = inputs.Exists(input => input.Name == copy.Input[i]) ? Halved(copy.Input[i]) : copy.Input[i];
        return copy;
    }

    private static NodeProto Cast(string from, string to, DataType type)
    {
        var node = Edge("Cast", from, to);
        node.Attribute.Add(OnnxAttribute.Int("to", (long)type).Proto);
        return node;
    }

    private static NodeProto Edge(string operation, string from, string to) =>
        new() { Name = $"{operation}_{to}", OpType = operation, Input = { from }, Output = { to } };

    private static ValueInfoProto ToProto(ValueInfo value)
    {
        var shape = new TensorShapeProto();
        shape.Dim.AddRange(value.Shape.Select(ToProto));
        return new ValueInfoProto
        {
            Name = value.Name,
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)DataType.Float, Shape = shape } },
        };
    }

    private static TensorShapeProto.Types.Dimension ToProto(OnnxDimension dimension) =>
        dimension.Size is { } size ? new() { DimValue = size } : new() { DimParam = dimension.Name };
}
