using Microsoft.ML.OnnxRuntime;
using SegService.OnnxWriter.Quantisation;
using SegService.Training.Batches;

namespace SegService.Training.Calibration;

/// <summary>Between which values the values inside a graph lie on crops.</summary>
internal static class ActivationRanges
{
    /// <param name="graph">The bundle's.</param>
    /// <param name="crops">One at a time.</param>
    /// <param name="channels">Of the graph's input.</param>
    /// <param name="side">Of a crop in pixels.</param>
    /// <param name="threads">Of ONNX Runtime.</param>
    /// <returns>By the names <see cref="OnnxQuantiser.Quantise"/> expects.</returns>
    public static IReadOnlyDictionary<string, ValueRange> Observe(byte[] graph, IEnumerable<Batch> crops, int channels, int side, int threads)
    {
        var (observable, values) = OnnxQuantiser.Observable(graph);
        using var options = new SessionOptions { IntraOpNumThreads = threads };
        using var session = new InferenceSession(observable, options);
        using var run = new RunOptions();
        var ranges = values.Values.ToDictionary(value => value, _ => default(ValueRange));
        foreach (var crop in crops)
        {
            using var input = OrtValue.CreateTensorValueFromMemory(crop.Inputs, [crop.Size, channels, side, side]);
            using var outputs = session.Run(run, session.InputNames, [input], [.. values.Keys]);
            foreach (var (value, output) in values.Values.Zip(outputs))
                ranges[value] = ranges[value].And(Of(output.GetTensorDataAsSpan<float>()));
        }

        return ranges;
    }

    private static ValueRange Of(ReadOnlySpan<float> values)
    {
        var (low, high) = (0f, 0f);
        foreach (var value in values)
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        return new ValueRange(low, high);
    }
}
