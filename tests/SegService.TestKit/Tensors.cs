using SegService.OnnxWriter;
using Xunit;

namespace SegService.TestKit;

/// <summary>What tests of networks begin and end with: graphs as files, comparison value by value.</summary>
public static class Tensors
{
    public static byte[] Bytes(this OnnxGraph graph, OnnxPrecision precision = OnnxPrecision.Float32)
    {
        using var stream = new MemoryStream();
        graph.Save(stream, precision);
        return stream.ToArray();
    }

    public static void AssertClose(float[] expected, float[] actual, float tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance, $"value {i}: expected {expected[i]}, got {actual[i]}");
    }
}
