namespace SegService.OnnxWriter.Quantisation;

/// <summary>A convolution's weights in eight bits, a step for each filter: value = code x step, so that zero stays zero.</summary>
/// <param name="Codes">-127 to 127, in the weights' order.</param>
/// <param name="Bias">In units of the filter's step times the input's step, in which the sums of products are.</param>
/// <param name="Steps">One a filter.</param>
internal sealed record QuantisedWeights(sbyte[] Codes, int[] Bias, float[] Steps)
{
    /// <summary>Leaves room for the sums of products that a bias is added to.</summary>
    private const float LargestBias = 1 << 30;

    /// <param name="weights">Out x In x K x K.</param>
    /// <param name="bias">Out.</param>
    /// <param name="inputStep">Of the convolution's input.</param>
    public static QuantisedWeights Of(ReadOnlySpan<float> weights, ReadOnlySpan<float> bias, float inputStep)
    {
        var result = new QuantisedWeights(new sbyte[weights.Length], new int[bias.Length], new float[bias.Length]);
        var length = weights.Length / bias.Length;
        for (var filter = 0; filter < bias.Length; filter++)
        {
            var values = weights.Slice(filter * length, length);
            var step = Step(values, bias[filter], inputStep);
            for (var i = 0; i < length; i++)
                result.Codes[(filter * length) + i] = (sbyte)MathF.Round(values[i] / step);
            result.Steps[filter] = step;
            result.Bias[filter] = (int)MathF.Round(bias[filter] / (step * inputStep));
        }

        return result;
    }

    /// <summary>A filter of almost nothing gets a step in which its bias still fits.</summary>
    private static float Step(ReadOnlySpan<float> filter, float bias, float inputStep)
    {
        var largest = 0f;
        foreach (var value in filter)
            largest = Math.Max(largest, Math.Abs(value));
        var step = Math.Max(largest / sbyte.MaxValue, Math.Abs(bias) / (inputStep * LargestBias));
        return step > 0 ? step : 1;
    }
}
