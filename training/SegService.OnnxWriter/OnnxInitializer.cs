using System.Runtime.InteropServices;
using Google.Protobuf;
using SegService.OnnxFormat;
using DataType = SegService.OnnxFormat.TensorProto.Types.DataType;

namespace SegService.OnnxWriter;

/// <summary>A constant tensor. Weights follow the precision the graph is saved in; other constants keep their type.</summary>
internal sealed record OnnxInitializer(string Name, long[] Shape, Func<OnnxPrecision, (DataType Type, ByteString Bytes)> Encode)
{
    public static OnnxInitializer Weights(string name, float[] values, long[] shape) =>
        new(name, shape, precision => precision == OnnxPrecision.Float16
            ? (DataType.Float16, Raw<Half>(Array.ConvertAll(values, value => (Half)value)))
            : (DataType.Float, Raw<float>(values)));

    public static OnnxInitializer Floats(string name, float[] values) => new(name, [values.Length], _ => (DataType.Float, Raw<float>(values)));

    public static OnnxInitializer Integers(string name, long[] values) => new(name, [values.Length], _ => (DataType.Int64, Raw<long>(values)));

    public TensorProto ToProto(OnnxPrecision precision)
    {
        var (type, bytes) = Encode(precision);
        return new TensorProto { Name = Name, DataType = (int)type, Dims = { Shape }, RawData = bytes };
    }

    /// <summary>raw_data is little-endian in the specification, which is what every supported platform keeps in memory.</summary>
    public static ByteString Raw<T>(T[] values) where T : unmanaged => ByteString.CopyFrom(MemoryMarshal.AsBytes<T>(values));
}
