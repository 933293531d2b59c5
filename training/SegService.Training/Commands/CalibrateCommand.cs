using System.CommandLine;
using SegService.Pipeline.Models;
using SegService.Training.Calibration;
using TorchSharp;

namespace SegService.Training.Commands;

/// <summary>
/// calibrate: searches scale and thresholds on the images the run was not trained on and writes them into its bundle.
/// </summary>
internal static class CalibrateCommand
{
    private const string ScoreName = "outOfFold";

    public static Command Create()
    {
        var source = new HeldOutOptions();
        var models = new Option<string>("--models") { Description = "Folder of bundles", DefaultValueFactory = _ => "models" };
        var targets = new Option<double[]>("--target-diameters")
        {
            Description = "Median nucleus diameters to try, in pixels", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [.. ScaleSearch.StandardTargets],
        };
        var dry = new Option<bool>("--dry-run") { Description = "Report only, leave the bundle as it is" };
        var command = new Command("calibrate", "Search scale and thresholds on the run's held-out images; record them in its bundle.") { models, targets, dry };
        source.AddTo(command);
        command.SetAction(parsed => Run(source, parsed, parsed.GetRequiredValue(targets), parsed.GetValue(dry) ? null : parsed.GetRequiredValue(models)));
        return command;
    }

    private static void Run(HeldOutOptions source, ParseResult parsed, double[] targets, string? models)
    {
        var (about, held) = source.Open(parsed);
        var best = new ScaleSearch(held, targets).Run(Console.WriteLine);
        CalibrationReport.SaveTrials(Path.Combine(source.Folder(parsed), "calibration.csv"), best.Search);
        Console.WriteLine($"{about.Model} after step {about.Step}, at {best}");
        foreach (var line in CalibrationReport.Lines(best.Search.Images, best.Search.ScoreEach(best.Thresholds)))
            Console.WriteLine(line);
        if (models is not null)
            Record(Path.Combine(models, about.Model), bundle => bundle with
            {
                Thresholds = best.Thresholds,
                Input = bundle.Input with { TargetDiameter = best.TargetDiameter },
                Scores = new Dictionary<string, double>(bundle.Scores) { [ScoreName] = Math.Round(best.Score, 4) },
            });
    }

    private static void Record(string folder, Func<ModelBundle, ModelBundle> change)
    {
        if (ModelBundleFile.Read(folder).TryGet(out var read, out var failure))
            ModelBundleFile.Write(folder, change(read.Bundle));
        else
            Console.Error.WriteLine($"Nothing recorded: {failure.Detail} Export first.");
    }
}
