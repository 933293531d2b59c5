using System.Runtime.InteropServices;
using SegService.OnnxFormat;
using DataType = SegService.OnnxFormat.TensorProto.Types.DataType;

namespace SegService.OnnxWriter;

/// <summary>The constants of a graph that <see cref="OnnxGraph"/> saved, read back.</summary>
/// <param name="Values">In row-major order, as float32 whatever the precision they were saved in.</param>
/// <param name="Shape">Sizes of the axes.</param>
public sealed record OnnxWeights(float[] Values, long[] Shape)
{
    /// <summary>Every floating-point constant by its name.</summary>
    /// <param name="model">The file's bytes.</param>
    /// <exception cref="Google.Protobuf.InvalidProtocolBufferException">It is no ONNX model.</exception>
    public static IReadOnlyDictionary<string, OnnxWeights> Read(byte[] model) =>
        ModelProto.Parser.ParseFrom(model).Graph.Initializer
            .Where(constant => (DataType)constant.DataType is DataType.Float or DataType.Float16)
            .ToDictionary(constant => constant.Name, Of);

    /// <exception cref="ArgumentException">The constant is not float32.</exception>
    internal static ReadOnlySpan<float> Floats(TensorProto constant) => (DataType)constant.DataType == DataType.Float
        ? MemoryMarshal.Cast<byte, float>(constant.RawData.Span)
        : throw new ArgumentException($"{constant.Name} is not float32.", nameof(constant));

    private static OnnxWeights Of(TensorProto constant)
    {
        var bytes = constant.RawData.Span;
        return new OnnxWeights((DataType)constant.DataType == DataType.Float
            ? MemoryMarshal.Cast<byte, float>(bytes).ToArray()
            : Array.ConvertAll(MemoryMarshal.Cast<byte, Half>(bytes).ToArray(), value => (float)value), [.. constant.Dims]);
    }
}
