using Google.Protobuf;
using SegService.OnnxFormat;
using DataType = SegService.OnnxFormat.TensorProto.Types.DataType;

namespace SegService.OnnxWriter.Quantisation;

/// <summary>
/// Static quantisation of a float32 graph that <see cref="OnnxGraph"/> saved: convolutions with constant weights and a bias, sums,
/// joins and enlargements compute in eight bits, the head and everything else in float32. Inputs and outputs stay float32.
/// </summary>
public static class OnnxQuantiser
{
    private const string Observed = "observed_";

    /// <summary>The graph with every value whose range <see cref="Quantise"/> has to know as a further output.</summary>
    /// <param name="model">The file's bytes.</param>
    /// <returns>The graph's bytes, and by the further outputs' names the values they are.</returns>
    /// <exception cref="InvalidProtocolBufferException">It is no ONNX model.</exception>
    public static (byte[] Model, IReadOnlyDictionary<string, string> Values) Observable(byte[] model)
    {
        var parsed = ModelProto.Parser.ParseFrom(model);
        var values = new QuantisationPlan(parsed.Graph).Activations.Order(StringComparer.Ordinal).ToDictionary(value => Observed + value);
        foreach (var (output, value) in values)
        {
            parsed.Graph.Node.Add(new NodeProto { Name = output, OpType = "Identity", Input = { value }, Output = { output } });
            parsed.Graph.Output.Add(new ValueInfoProto
            {
                Name = output,
                Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)DataType.Float } },
            });
        }

        return (parsed.ToByteArray(), values);
    }

    /// <param name="model">The file's bytes.</param>
    /// <param name="ranges">Of every value that <see cref="Observable"/> names.</param>
    /// <exception cref="ArgumentException">A range is missing, or the weights are not float32.</exception>
    /// <exception cref="InvalidProtocolBufferException">It is no ONNX model.</exception>
    public static byte[] Quantise(byte[] model, IReadOnlyDictionary<string, ValueRange> ranges)
    {
        var parsed = ModelProto.Parser.ParseFrom(model);
        QuantisedGraph.Rewrite(parsed.Graph, new QuantisationPlan(parsed.Graph), ranges);
        return parsed.ToByteArray();
    }
}
