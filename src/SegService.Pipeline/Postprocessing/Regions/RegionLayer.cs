using System.Numerics.Tensors;

namespace SegService.Pipeline.Postprocessing.Regions;

/// <summary>One layer of a perceptron.</summary>
/// <param name="Weights">A row for each output.</param>
/// <param name="Biases">One for each output.</param>
public sealed record RegionLayer(float[][] Weights, float[] Biases)
{
    internal void Apply(ReadOnlySpan<float> inputs, Span<float> outputs)
    {
        for (var i = 0; i < Biases.Length; i++)
            outputs[i] = TensorPrimitives.Dot(Weights[i], inputs) + Biases[i];
    }
}
