using Microsoft.ML.OnnxRuntime;
using SegService.Training.Batches;

namespace SegService.Training.Calibration;

/// <summary>What another form of a graph gains and loses on this machine, by the graph it was made of.</summary>
/// <param name="SpeedUp">The first's processor time over the other's, medians over the crops, one thread.</param>
/// <param name="Difference">Between the maps, which are 0 to 1: mean of absolute values.</param>
internal sealed record GraphComparison(double SpeedUp, double Difference)
{
    /// <param name="first">In float32.</param>
    /// <param name="other">Of the same inputs and outputs.</param>
    /// <param name="crops">At least one. The graphs take turns at each, so that a busy machine is busy for both.</param>
    /// <param name="channels">Of the graphs' input.</param>
    /// <param name="side">Of a crop in pixels.</param>
    public static GraphComparison Of(byte[] first, byte[] other, IReadOnlyList<Batch> crops, int channels, int side)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1 };
        using var left = new InferenceSession(first, options);
        using var right = new InferenceSession(other, options);
        Time(left, crops[0], channels, side); // the first run allocates
        Time(right, crops[0], channels, side);
        var runs = crops.Select(crop => (Left: Time(left, crop, channels, side), Right: Time(right, crop, channels, side))).ToList();
        return new GraphComparison(
            Median(runs.Select(run => run.Left.Time)) / Median(runs.Select(run => run.Right.Time)),
            runs.Average(run => run.Left.Maps.Zip(run.Right.Maps, (a, b) => Math.Abs(a - b)).Average()));
    }

    private static (TimeSpan Time, float[] Maps) Time(InferenceSession session, Batch crop, int channels, int side)
    {
        using var input = OrtValue.CreateTensorValueFromMemory(crop.Inputs, [crop.Size, channels, side, side]);
        using var run = new RunOptions();
        var begun = Environment.CpuUsage.TotalTime;
        using var outputs = session.Run(run, session.InputNames, [input], session.OutputNames);
        var time = Environment.CpuUsage.TotalTime - begun;
        return (time, outputs[0].GetTensorDataAsSpan<float>().ToArray());
    }

    private static double Median(IEnumerable<TimeSpan> times)
    {
        var sorted = times.Order().ToList();
        return sorted[sorted.Count / 2].TotalMilliseconds;
    }
}
