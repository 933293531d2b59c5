using Microsoft.ML.OnnxRuntime;
using SegService.TestKit;

namespace SegService.OnnxWriter.Tests;

/// <summary>Runs a written graph of one input "x" and one output "y" in ONNX Runtime, which also checks the graph against the specification.</summary>
internal static class RuntimeOracle
{
    public static (float[] Values, long[] Shape) Run(this OnnxGraph graph, float[] input, long[] shape,
        OnnxPrecision precision = OnnxPrecision.Float32)
    {
        using var session = new InferenceSession(graph.Bytes(precision));
        using var x = OrtValue.CreateTensorValueFromMemory(input, shape);
        using var options = new RunOptions();
        using var results = session.Run(options, ["x"], [x], ["y"]);
        return (results[0].GetTensorDataAsSpan<float>().ToArray(), results[0].GetTensorTypeAndShape().Shape);
    }

    public static float[] Noise(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() * 2) - 1)];
    }
}
