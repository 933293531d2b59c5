using System.CommandLine;
using System.Globalization;
using SegService.OnnxWriter.Quantisation;
using SegService.Pipeline.Preprocessing;
using SegService.Training.Augmentation;
using SegService.Training.Batches;
using SegService.Training.Calibration;
using SegService.Training.Data;
using SegService.Training.Export;

namespace SegService.Training.Commands;

/// <summary>quantise: a bundle in eight bits beside the one in float32, its steps those of crops the bundle was trained on.</summary>
internal static class QuantiseCommand
{
    private const int Side = 256;

    /// <summary>Crops that both graphs are run on when it is done.</summary>
    private const int Compared = 32;

    public static Command Create()
    {
        var model = new Option<string>("--model") { Description = "The bundle's name", Required = true };
        var models = new Option<string>("--models") { Description = "Folder of bundles", DefaultValueFactory = _ => "models" };
        var data = DataOption.Create();
        var crops = new Option<int>("--crops") { Description = "Training crops to look at", DefaultValueFactory = _ => 64 };
        var threads = new Option<int>("--threads") { Description = "Threads", DefaultValueFactory = _ => Environment.ProcessorCount };
        crops.Validators.Add(result => { if (result.GetValueOrDefault<int>() < 1) result.AddError("--crops must be at least 1."); });
        var command = new Command("quantise", "Write models/<name>-int8/: the bundle's graph in 8 bits, for processors with VNNI.") { model, models, data, crops, threads };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(models), parsed.GetRequiredValue(model), parsed.GetRequiredValue(data), parsed.GetValue(crops), parsed.GetValue(threads)));
        return command;
    }

    private static void Run(string models, string model, string data, int crops, int threads)
    {
        var read = HeldOutOptions.Read(Path.Combine(models, model));
        if (read.Bundle.Training is not { } training)
            throw new InvalidDataException($"{model} does not tell what it was trained on.");
        var views = ViewStack.Create(read.Bundle.Input.Views);
        var maker = new BatchMaker(new ImageSampler(TrainingSet.Load(data, training.Split.Trains)), views, Side, training.Seeds[0], AugmentationRecipe.Full);
        var ranges = ActivationRanges.Observe(read.Graph, Crops(maker, 0, crops), views.Channels, Side, threads);
        var graph = OnnxQuantiser.Quantise(read.Graph, ranges);
        var bundle = QuantisedBundle.Write(models, read.Bundle, graph);
        var comparison = GraphComparison.Of(read.Graph, graph, [.. Crops(maker, crops, Compared)], views.Channels, Side);
        Console.WriteLine($"{bundle.Name} {bundle.Version}: {bundle.Sha256}");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{comparison.SpeedUp:F2} times as fast on one thread of this machine; its maps differ by {comparison.Difference:F4} on average"));
    }

    private static IEnumerable<Batch> Crops(BatchMaker maker, int first, int count) =>
        Enumerable.Range(first, count).Select(crop => maker.Make(crop, 1));
}
