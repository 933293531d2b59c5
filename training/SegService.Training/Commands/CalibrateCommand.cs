using System.CommandLine;
using SegService.Pipeline.Models;
using SegService.Training.Calibration;
using SegService.Training.Data;
using TorchSharp;

namespace SegService.Training.Commands;

/// <summary>calibrate: searches the thresholds on the images the run was not trained on and writes them into its bundle.</summary>
internal static class CalibrateCommand
{
    private const string ScoreName = "outOfFold";

    public static Command Create()
    {
        var run = new Option<string>("--run") { Description = "The run's folder", Required = true };
        var data = DataOption.Create();
        var models = new Option<string>("--models") { Description = "Folder of bundles", DefaultValueFactory = _ => "models" };
        var threads = new Option<int>("--threads") { Description = "Threads", DefaultValueFactory = _ => Environment.ProcessorCount };
        var zoom = new Option<double>("--zoom") { Description = "Zoom of every image, to see what scale costs", DefaultValueFactory = _ => 1 };
        var dry = new Option<bool>("--dry-run") { Description = "Report only, leave the bundle as it is" };
        var command = new Command("calibrate", "Search thresholds on the run's held-out images; record them in its bundle.") { run, data, models, threads, zoom, dry };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(run), parsed.GetRequiredValue(data), parsed.GetValue(threads),
            parsed.GetValue(zoom), parsed.GetValue(dry) ? null : parsed.GetRequiredValue(models)));
        return command;
    }

    private static void Run(string run, string data, int threads, double zoom, string? models)
    {
        torch.set_num_threads(threads);
        var (about, recipe, network) = RunFolder.Open(run);
        var predictor = new MapPredictor(network, recipe.ViewStack);
        HeldOutImage[] images = [.. TrainingSet.Load(data, about.Options.Validates).Select(image => HeldOutImage.Of(image, predictor.Predict(image.Rgb, zoom)))];

        var search = new ThresholdSearch(images, threads);
        var best = search.Run(new());
        CalibrationReport.SaveTrials(Path.Combine(run, "calibration.csv"), search);
        Console.WriteLine($"{about.Model} after step {about.Step}: {best}");
        foreach (var line in CalibrationReport.Lines(images, search.ScoreEach(best)))
            Console.WriteLine(line);
        if (models is not null)
            Record(Path.Combine(models, about.Model), bundle => bundle with
            {
                Thresholds = best,
                Scores = new Dictionary<string, double>(bundle.Scores) { [ScoreName] = Math.Round(search.Trials[best], 4) },
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
