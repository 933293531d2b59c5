using System.Runtime.InteropServices;
using SegService.OnnxFormat;

namespace SegService.Pipeline.Inference.Winograd;

/// <summary>Attributes and constants of ONNX nodes, by the specification's operators Conv and Resize.</summary>
internal static class NodeReading
{
    /// <summary>Side and stride of a convolution that is run here.</summary>
    /// <exception cref="UnusualGraphException">It has another kernel, padding, dilation or group.</exception>
    public static (int Side, int Stride) Kernel(NodeProto node, TensorProto weights)
    {
        var side = weights.Dims is [_, _, 1, 1] ? 1 : 3;
        var strides = Integers(node, "strides") ?? [1, 1];
        var margin = side / 2;
        var usual = node.Input.Count == 3 && weights.Dims is [_, _, var height, var width] && height == side && width == side &&
            strides is [1, 1] or [2, 2] && (Integers(node, "pads") ?? [0, 0, 0, 0]).All(pad => pad == margin) &&
            (Integers(node, "dilations") ?? []).All(dilation => dilation == 1) && Integer(node, "group", 1) == 1 &&
            Text(node, "auto_pad") is null or "NOTSET";
        return usual ? (side, (int)strides[0]) : throw new UnusualGraphException();
    }

    /// <summary>Whether a node repeats each pixel twice along both sides.</summary>
    public static bool Doubles(NodeProto node, Dictionary<string, TensorProto> constants) =>
        node.Input.Count == 3 && constants.TryGetValue(node.Input[2], out var scales) && MemoryMarshal.Cast<byte, float>(Floats(scales).Span) is [1, 1, 2, 2] &&
        Text(node, "mode") is null or "nearest" && Text(node, "coordinate_transformation_mode") == "asymmetric" &&
        Text(node, "nearest_mode") == "floor";

    /// <summary>A constant's values; where the graph has them as bytes, those and no copy.</summary>
    /// <exception cref="UnusualGraphException">The constant is not of float32, or has not as many values as its shape.</exception>
    public static ReadOnlyMemory<byte> Floats(TensorProto constant)
    {
        var bytes = constant.RawData.Length > 0 ? constant.RawData.Memory : MemoryMarshal.AsBytes<float>([.. constant.FloatData]).ToArray();
        var usual = constant.DataType == (int)TensorProto.Types.DataType.Float &&
            bytes.Length == constant.Dims.Aggregate((long)sizeof(float), (size, side) => size * side);
        return usual ? bytes : throw new UnusualGraphException();
    }

    public static long Integer(NodeProto node, string name, long otherwise) => Attribute(node, name) is { HasI: true } found ? found.I : otherwise;

    private static IReadOnlyList<long>? Integers(NodeProto node, string name) => Attribute(node, name)?.Ints;

    private static string? Text(NodeProto node, string name) => Attribute(node, name)?.S.ToStringUtf8();

    private static AttributeProto? Attribute(NodeProto node, string name) => node.Attribute.FirstOrDefault(attribute => attribute.Name == name);
}
