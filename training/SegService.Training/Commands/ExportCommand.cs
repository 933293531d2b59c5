using System.CommandLine;
using SegService.OnnxWriter;
using SegService.Training.Export;

namespace SegService.Training.Commands;

/// <summary>export: a run's averaged weights as a bundle the service loads.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        var run = new Option<string[]>("--run") { Description = "The run's folder; of several runs from the same weights, their mean", Required = true, AllowMultipleArgumentsPerToken = true };
        var models = new Option<string>("--models") { Description = "Folder of bundles", DefaultValueFactory = _ => "models" };
        var version = new Option<string>("--model-version") { Description = "Version of the bundle", Required = true };
        var half = new Option<bool>("--fp16") { Description = "Weights and arithmetic in float16, half the size, for GPUs" };
        var command = new Command("export", "Write a run's averaged weights as models/<name>/ (model.onnx, bundle.json).") { run, models, version, half };
        command.SetAction(parsed =>
        {
            var (origin, progress, recipe, network) = RunFolder.Open(parsed.GetRequiredValue(run));
            var precision = parsed.GetValue(half) ? OnnxPrecision.Float16 : OnnxPrecision.Float32;
            var bundle = BundleExport.Write(parsed.GetRequiredValue(models), recipe, network, parsed.GetRequiredValue(version), precision, origin);
            Console.WriteLine($"{bundle.Name} {bundle.Version} after {origin.Crops} crops ({progress:P0} of the schedule): {bundle.Sha256}");
        });
        return command;
    }
}
