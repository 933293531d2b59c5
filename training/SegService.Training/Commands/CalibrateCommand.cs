using System.CommandLine;
using SegService.Pipeline.Models;
using SegService.Training.Calibration;

namespace SegService.Training.Commands;

/// <summary>
/// calibrate: searches scale and thresholds on the images the bundle was not trained on and writes them into it.
/// </summary>
internal static class CalibrateCommand
{
    private const string ScoreName = "outOfFold";

    public static Command Create()
    {
        var source = new HeldOutOptions();
        var targets = new Option<double[]>("--target-diameters")
        {
            Description = "Median nucleus diameters to try, in pixels", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [.. ScaleSearch.StandardTargets],
        };
        var dry = new Option<bool>("--dry-run") { Description = "Report only, leave the bundle as it is" };
        var command = new Command("calibrate", "Search scale and thresholds on the images held out of the bundle's training; record them in it, and every trial in calibration.csv.") { targets, dry };
        source.AddTo(command);
        command.SetAction(parsed => Run(source, parsed, parsed.GetRequiredValue(targets), parsed.GetValue(dry)));
        return command;
    }

    private static void Run(HeldOutOptions source, ParseResult parsed, double[] targets, bool dry)
    {
        var (bundle, held) = source.Open(parsed);
        var best = new ScaleSearch(held, targets).Run(bundle.Thresholds, Console.WriteLine);
        Console.WriteLine($"{bundle.Name} {bundle.Version} at {best}");
        foreach (var line in CalibrationReport.Lines(best.Search.Images, best.Search.ScoreEach(best.Thresholds)))
            Console.WriteLine(line);
        if (dry)
            return;
        CalibrationReport.SaveTrials(Path.Combine(source.Folder(parsed), "calibration.csv"), best.Search);
        ModelBundleFile.Write(source.Folder(parsed), bundle with
        {
            Thresholds = best.Thresholds,
            Input = bundle.Input with { TargetDiameter = best.TargetDiameter },
            Scores = new Dictionary<string, double>(bundle.Scores) { [ScoreName] = Math.Round(best.Score, 4) },
        });
    }
}
