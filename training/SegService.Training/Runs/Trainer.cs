using SegService.Training.Batches;

namespace SegService.Training.Runs;

/// <summary>Makes steps until the schedule or the time is over, reports on them, and keeps checkpoints.</summary>
internal sealed class Trainer(RunOptions options, TrainingState state, TrainingStep step, Batch[] validation, TimeProvider time)
{
    private const int ReportSteps = 25;
    private const long UnplannedSteps = 1_000_000;

    private readonly TrainingLog _log = new(options.Folder);
    private readonly long _start = time.GetTimestamp();

    private double Minutes => time.GetElapsedTime(_start).TotalMinutes;

    public void Run(BatchMaker maker, CancellationToken stop)
    {
        Directory.CreateDirectory(options.Folder);
        Plan(cropsPerSecond: null);
        using var stream = new BatchStream(maker, state.Step * options.BatchSize, options.BatchSize);
        var (saved, window) = (Minutes, new StepWindow(time));
        while (state.Schedule.StepsLeft > 0 && !stop.IsCancellationRequested && !(Minutes >= options.Minutes))
        {
            window.Add(step.Train(state, stream.Next()), options.BatchSize);
            if (window.Steps < ReportSteps && state.Schedule.StepsLeft > 0)
                continue;
            var due = Minutes - saved >= options.CheckpointMinutes;
            Plan(window.CropsPerSecond);
            Report(window, due);
            if (due)
                (saved, _) = (Minutes, Keep());
            window = new StepWindow(time);
        }

        Keep();
    }

    /// <summary>How many steps are left: of a fixed number of crops, else of the time at the speed just seen.</summary>
    private void Plan(double? cropsPerSecond)
    {
        if (options.Crops is { } crops)
            state.Schedule.StepsLeft = (crops / options.BatchSize) - state.Step;
        else if (cropsPerSecond is { } speed && options.Minutes is { } minutes)
            state.Schedule.StepsLeft = Math.Max(1, (long)((minutes - Minutes) * 60 * speed / options.BatchSize));
        else if (state.Schedule.StepsLeft <= 0)
            state.Schedule.StepsLeft = UnplannedSteps;
    }

    private void Report(StepWindow window, bool validate)
    {
        double? held = validate && validation.Length > 0
            ? validation.Average(batch => step.Measure(state.Average.Network, batch).Sum()) : null;
        var report = window.Report(state, options, Minutes, held);
        if (!double.IsFinite(report.Loss))
            throw new ArithmeticException($"The loss is {report.Loss} after step {state.Step}: the run is lost, its last checkpoint is not.");
        _log.Append(report);
        Console.WriteLine(Progress.Line(report, state.Schedule));
    }

    private bool Keep()
    {
        Checkpoint.Save(options.Folder, state, options);
        LossPlot.Save(options.Folder, _log.Read());
        return true;
    }
}
