using Google.Protobuf;
using SegService.OnnxFormat;
using AttributeType = SegService.OnnxFormat.AttributeProto.Types.AttributeType;

namespace SegService.OnnxWriter;

/// <summary>A named setting of a node, as the operator's specification lists them.</summary>
public sealed class OnnxAttribute
{
    private OnnxAttribute(AttributeProto proto) => Proto = proto;

    internal AttributeProto Proto { get; }

    public static OnnxAttribute Float(string name, float value) => new(new() { Name = name, Type = AttributeType.Float, F = value });

    public static OnnxAttribute Int(string name, long value) => new(new() { Name = name, Type = AttributeType.Int, I = value });

    public static OnnxAttribute Text(string name, string value) =>
        new(new() { Name = name, Type = AttributeType.String, S = ByteString.CopyFromUtf8(value) });

    public static OnnxAttribute Ints(string name, params IEnumerable<long> values) =>
        new(new() { Name = name, Type = AttributeType.Ints, Ints = { values } });
}
