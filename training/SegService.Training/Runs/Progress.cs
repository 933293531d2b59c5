using System.Globalization;
using SegService.Training.Optimisation;

namespace SegService.Training.Runs;

/// <summary>One line a person can follow a run by.</summary>
internal static class Progress
{
    public static string Line(StepReport report, RateSchedule schedule)
    {
        var left = TimeSpan.FromSeconds(schedule.StepsLeft * (report.Crops / (double)report.Step) / report.CropsPerSecond);
        var validation = report.Validation is { } loss ? string.Create(CultureInfo.InvariantCulture, $"  held out {loss:F3}") : "";
        return string.Create(CultureInfo.InvariantCulture,
            $"step {report.Step}  {schedule.Progress:P0}  loss {report.Loss:F3} (nucleus {report.Nucleus:F3} border {report.Border:F3} marker {report.Marker:F3}){validation}  rate {report.Rate:G3}  {report.CropsPerSecond:F1} images/s  {left:h\\:mm} left");
    }
}
