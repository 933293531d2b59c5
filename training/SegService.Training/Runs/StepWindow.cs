namespace SegService.Training.Runs;

/// <summary>Sums up the steps between two reports.</summary>
internal sealed class StepWindow(TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();
    private readonly double[] _sums = new double[3];
    private int _crops;

    public int Steps { get; private set; }

    public double CropsPerSecond => _crops / Math.Max(1e-9, time.GetElapsedTime(_start).TotalSeconds);

    public void Add(float[] losses, int crops)
    {
        for (var i = 0; i < _sums.Length; i++)
            _sums[i] += losses[i];
        _crops += crops;
        Steps++;
    }

    public StepReport Report(TrainingState state, RunOptions options, double minutes, double? validation) => new(
        state.Step, state.Step * options.BatchSize, minutes, state.Schedule.Rate(state.Step),
        _sums[0] / Steps, _sums[1] / Steps, _sums[2] / Steps, CropsPerSecond, validation);
}
