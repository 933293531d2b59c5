using System.CommandLine;
using SegService.Pipeline.Evaluation;
using SegService.Pipeline.Models;
using SegService.Training.Calibration;
using SegService.Training.Data;
using SegService.Training.Regions;

namespace SegService.Training.Commands;

/// <summary>regions: the model that chooses among a bundle's regions, fitted to images the bundle was trained on and to maps of images others were not.</summary>
internal static class RegionsCommand
{
    public static Command Create()
    {
        var held = new HeldOutOptions();
        var others = new Option<string[]>("--bundles") { Description = "Folders of bundles of the same recipe that were trained with --holdout: their held-out images are learned from too", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [] };
        var except = new Option<string[]>("--except") { Description = "Acquisition groups to leave out, by the start of their name", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [] };
        var score = new Option<double>("--expected-score") { Description = "Score an image is expected to have; the higher, the fewer doubtful instances", DefaultValueFactory = _ => 0.35 };
        var seed = new Option<long>("--seed") { Description = "Seed", DefaultValueFactory = _ => 1 };
        var command = new Command("regions", "Fit the model that chooses which regions are nuclei; record it in the bundle.") { others, except, score, seed };
        held.AddTo(command);
        command.SetAction(parsed =>
        {
            var (data, threads) = held.Machine(parsed);
            var (bundle, graph) = HeldOutOptions.Read(held.Folder(parsed));
            var left = parsed.GetRequiredValue(except);
            if (bundle.Training is not { Split: var split })
                throw new InvalidDataException($"{bundle.Name} does not tell what it was trained on.");
            bool Wanted(FoldRow row) => split.Trains(row) && !left.Any(group => row.Acquisition.StartsWith(group, StringComparison.Ordinal));
            var examples = Examples(bundle, bundle, graph, data, threads, Wanted);
            foreach (var folder in parsed.GetRequiredValue(others))
            {
                var (other, weights) = HeldOutOptions.Read(folder);
                examples.AddRange(Examples(bundle, other, weights, data, threads, row => Wanted(row) && other.Training!.Split.Validates(row)));
            }

            var regions = RegionFit.Fit(examples, parsed.GetValue(score), parsed.GetValue(seed));
            // What is doubtful is the model's to leave out.
            ModelBundleFile.Write(held.Folder(parsed), bundle with { Regions = regions, Thresholds = bundle.Thresholds with { MinScore = 0 } });
            Console.WriteLine($"{bundle.Name} {bundle.Version}: fitted to {examples.Sum(image => image.Qualities.Length)} regions of {examples.Count} images");
        });
        return command;
    }

    private static List<RegionExamples> Examples(ModelBundle like, ModelBundle bundle, byte[] graph, string data, int threads, Func<FoldRow, bool> wanted)
    {
        using var predictor = new BundlePredictor(bundle, graph, threads);
        var set = new HeldOutSet(TrainingSet.Load(data, wanted), predictor.Predict, threads);
        var seen = set.AsIs();
        if (like.Input.TargetDiameter is { } target)
            seen = set.Zoomed(seen, like.Thresholds, target, tta: false);
        return [.. seen.Select(image => RegionExamples.Of(image, like.Thresholds))];
    }
}
