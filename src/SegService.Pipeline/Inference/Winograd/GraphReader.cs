using System.Diagnostics.CodeAnalysis;
using Google.Protobuf;
using SegService.OnnxFormat;

namespace SegService.Pipeline.Inference.Winograd;

/// <summary>
/// Reads an ONNX graph into a <see cref="NetworkPlan"/>, where it is of the kind that is run here: convolutions of 3 x 3 or 1 x 1, each with at
/// most one addition and a ReLU behind it, enlargement to twice the size, concatenation, a sigmoid at the end.
/// </summary>
internal sealed class GraphReader
{
    private const int Lanes = MatrixKernel.Lanes;

    private readonly GraphProto _graph;
    private readonly Dictionary<string, TensorProto> _constants;
    private readonly ILookup<string, NodeProto> _readers;
    private readonly Dictionary<string, IReadOnlyList<TensorPart>> _tensors = [];
    private readonly HashSet<NodeProto> _absorbed = new(ReferenceEqualityComparer.Instance);
    private readonly List<PlannedLayer> _layers = [];
    private bool _sigmoid;

    private GraphReader(GraphProto graph)
    {
        _graph = graph;
        _constants = graph.Initializer.ToDictionary(constant => constant.Name);
        _readers = graph.Node.SelectMany(node => node.Input.Distinct(), (node, input) => (node, input)).ToLookup(use => use.input, use => use.node);
    }

    /// <returns>Null where the graph is of another kind, or no graph.</returns>
    public static NetworkPlan? Read(byte[] model)
    {
        try
        {
            return ModelProto.Parser.ParseFrom(model).Graph is { Input.Count: 1, Output.Count: 1 } graph ? new GraphReader(graph).Read() : null;
        }
        catch (Exception defect) when (defect is InvalidProtocolBufferException or UnusualGraphException or ArgumentException or InvalidOperationException or OverflowException)
        {
            return null;
        }
    }

    private NetworkPlan Read()
    {
        var input = _graph.Input[0];
        if (input.Type?.TensorType is not { ElemType: (int)TensorProto.Types.DataType.Float, Shape.Dim: { Count: 4 } sides } ||
            _graph.Output[0].Type?.TensorType is not { ElemType: (int)TensorProto.Types.DataType.Float })
            throw new UnusualGraphException();
        var channels = checked((int)sides[1].DimValue);
        Require(channels is > 0 and <= 1024 && sides[0].DimParam.Length > 0 && sides[2].DimParam.Length > 0 && sides[3].DimParam.Length > 0);
        var image = new PlannedTensor(new Slot(MatrixConvolution.FitsARow(channels, 3) ? channels : MatrixKernel.Blocks(channels) * Lanes, Scale: 0), channels);
        _tensors[input.Name] = [new TensorPart(image, Enlarged: 0)];
        foreach (var node in _graph.Node)
        {
            if (!_absorbed.Contains(node))
                Read(node);
        }

        Require(_layers.Count > 0 && _layers.FindIndex(layer => layer.Target is null) == _layers.Count - 1);
        return SlotAssignment.Of(image, _layers, channels, _sigmoid);
    }

    private void Read(NodeProto node)
    {
        switch (node.OpType)
        {
            case "Conv":
                ReadConvolution(node);
                break;
            case "Resize":
                Require(NodeReading.Doubles(node, _constants));
                _tensors[node.Output[0]] = [.. Parts(node.Input[0]).Select(part => part with { Enlarged = part.Enlarged + 1 })];
                break;
            case "Concat":
                Require(NodeReading.Integer(node, "axis", 0) is 1 or -3);
                _tensors[node.Output[0]] = [.. node.Input.SelectMany(Parts)];
                break;
            default:
                throw new UnusualGraphException();
        }
    }

    private void ReadConvolution(NodeProto node)
    {
        var weights = Constant(node.Input[1]);
        var sources = Parts(node.Input[0]);
        var (side, stride) = NodeReading.Kernel(node, weights);
        var bias = Constant(node.Input[2]);
        var channels = sources.Sum(part => part.Tensor.Channels);
        var stored = sources.Sum(part => part.Tensor.Slot.Channels);
        var whole = MatrixConvolution.FitsARow(stored, side);
        Require(weights.Dims[1] == channels && bias.Dims is [var size] && size == weights.Dims[0]);
        Require(sources.Count <= LayerCall.MostSources && sources.All(part => part.Scale == sources[0].Scale && part.Scale >= 0));
        Require(whole ? sources is [{ Enlarged: 0 }] : sources.All(part => part.Tensor.Slot.Channels % Lanes == 0));

        var end = node;
        var residual = ReadResidual(ref end);
        var relu = Absorb("Relu", ref end);
        var slot = new Slot((int)weights.Dims[0], sources[0].Scale + (stride == 2 ? 1 : 0));
        PlannedTensor? target = null;
        if (IsOutput(ref end))
        {
            Require(residual is null && slot.Scale == 0);
        }
        else
        {
            target = new PlannedTensor(slot, slot.Channels);
            Require(slot.Channels % Lanes == 0 && (residual is null || residual.Slot == slot));
            _tensors[end.Output[0]] = [new TensorPart(target, Enlarged: 0)];
        }

        var (values, offsets) = (NodeReading.Floats(weights), NodeReading.Floats(bias));
        Convolution convolution = side == 3 && stride == 1 && channels == stored && !whole && target is not null
            ? new WinogradConvolution(values, offsets, channels)
            : new MatrixConvolution(values, offsets, channels, stored, side, stride);
        _layers.Add(new PlannedLayer(convolution, sources, target, residual, relu, slot.Scale));
    }

    private PlannedTensor? ReadResidual(ref NodeProto end)
    {
        var result = end.Output[0];
        if (!Absorb("Add", ref end))
            return null;
        return Parts(end.Input.Single(name => name != result)) is [{ Enlarged: 0 } part] ? part.Tensor : throw new UnusualGraphException();
    }

    /// <summary>Whether what a node gives is the network's output, but for a sigmoid and new names.</summary>
    private bool IsOutput(ref NodeProto end)
    {
        _sigmoid = Absorb("Sigmoid", ref end);
        while (Absorb("Identity", ref end))
        {
        }

        var output = end.Output[0] == _graph.Output[0].Name;
        Require(output || !_sigmoid);
        return output;
    }

    /// <summary>Goes on to a node's only reader where that is of the kind, which is then a part of the layer.</summary>
    private bool Absorb(string operation, ref NodeProto end)
    {
        if (_readers[end.Output[0]].ToList() is not [var reader] || reader.OpType != operation)
            return false;
        _absorbed.Add(end = reader);
        return true;
    }

    private IReadOnlyList<TensorPart> Parts(string name) => _tensors.TryGetValue(name, out var parts) ? parts : throw new UnusualGraphException();

    private TensorProto Constant(string name) => _constants.TryGetValue(name, out var constant) ? constant : throw new UnusualGraphException();

    private static void Require([DoesNotReturnIf(false)] bool usual)
    {
        if (!usual)
            throw new UnusualGraphException();
    }
}
