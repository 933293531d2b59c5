using System.Globalization;

namespace SegService.Training.Runs;

/// <summary>log.csv of a run: one line a report, appended to over resumed invocations.</summary>
internal sealed class TrainingLog(string folder)
{
    private const string Header = "step,crops,minutes,rate,loss,nucleus,border,marker,cropsPerSecond,validation";

    private readonly string _path = Path.Combine(folder, "log.csv");

    public void Append(StepReport report)
    {
        if (!File.Exists(_path))
            File.WriteAllText(_path, Header + "\n");
        File.AppendAllText(_path, string.Create(CultureInfo.InvariantCulture,
            $"{report.Step},{report.Crops},{report.Minutes:F2},{report.Rate:G4},{report.Loss:F4},{report.Nucleus:F4},{report.Border:F4},{report.Marker:F4},{report.CropsPerSecond:F2},{report.Validation:F4}\n"));
    }

    /// <summary>Crops, loss and (or NaN) validation loss of every line so far.</summary>
    public IReadOnlyList<(double Crops, double Loss, double Validation)> Read() =>
        File.Exists(_path) ? [.. File.ReadLines(_path).Skip(1).Select(Parse)] : [];

    private static (double, double, double) Parse(string line)
    {
        var fields = line.Split(',');
        return (Number(fields[1]), Number(fields[4]), fields[9].Length == 0 ? double.NaN : Number(fields[9]));
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
