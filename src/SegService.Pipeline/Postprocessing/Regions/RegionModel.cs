using System.Numerics.Tensors;

namespace SegService.Pipeline.Postprocessing.Regions;

/// <summary>
/// Judges regions: a small perceptron from <see cref="RegionFeatures"/> to the share of the ten IoU thresholds 0.50 to 0.95 that a region is expected
/// to pass. Fitted to the maps of the bundle it lies in (<c>trainer regions</c>).
/// </summary>
public sealed record RegionModel
{
    /// <summary>What the inputs are, in their order.</summary>
    public required IReadOnlyList<string> Features { get; init; }

    /// <summary>Taken from each input, and what it is then divided by.</summary>
    public required float[] Means { get; init; }

    public required float[] Deviations { get; init; }

    /// <summary>ReLU between them.</summary>
    public required IReadOnlyList<RegionLayer> Layers { get; init; }

    /// <summary>See <see cref="RegionChoice.Choose"/>.</summary>
    public required double ExpectedScore { get; init; }

    /// <summary>What would make it useless, or fail.</summary>
    public IEnumerable<string> Defects()
    {
        if (!Features.SequenceEqual(RegionFeatures.Names))
            yield return $"features must be {string.Join(", ", RegionFeatures.Names)}.";
        if (Means.Length != Features.Count || Deviations.Length != Features.Count || !Deviations.All(value => value > 0))
            yield return $"means and deviations must have {Features.Count} values each, deviations above 0.";
        if (ExpectedScore is not (>= 0 and <= 1))
            yield return $"expectedScore {ExpectedScore} is outside 0 to 1.";
        var width = Features.Count;
        foreach (var layer in Layers)
        {
            if (layer.Weights.Length != layer.Biases.Length || layer.Weights.Any(row => row.Length != width))
                yield return $"a layer must have a bias for each row of weights, and rows of {width} values.";
            width = layer.Biases.Length;
        }

        if (Layers.Count == 0 || width != 1)
            yield return "the last layer must have one output.";
    }

    internal float[] Judge(IReadOnlyList<float[]> features)
    {
        var widest = Math.Max(Means.Length, Layers.Max(layer => layer.Biases.Length));
        var (values, next) = (new float[widest], new float[widest]);
        var qualities = new float[features.Count];
        for (var i = 0; i < qualities.Length; i++)
            qualities[i] = Judge(features[i], values, next);
        return qualities;
    }

    private float Judge(float[] features, float[] values, float[] next)
    {
        TensorPrimitives.Subtract(features, Means, values);
        TensorPrimitives.Divide(values.AsSpan(0, features.Length), Deviations, values);
        var width = features.Length;
        for (var i = 0; i < Layers.Count; i++)
        {
            Layers[i].Apply(values.AsSpan(0, width), next);
            (values, next, width) = (next, values, Layers[i].Biases.Length);
            if (i < Layers.Count - 1)
                TensorPrimitives.Max(values.AsSpan(0, width), 0, values);
        }

        return Math.Clamp(values[0], 0, 1);
    }
}
