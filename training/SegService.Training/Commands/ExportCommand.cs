using System.CommandLine;
using SegService.OnnxWriter;
using SegService.Training.Export;

namespace SegService.Training.Commands;

/// <summary>export: a run's averaged weights as a bundle the service loads.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        var run = new Option<string>("--run") { Description = "The run's folder", Required = true };
        var models = new Option<string>("--models") { Description = "Folder of bundles", DefaultValueFactory = _ => "models" };
        var version = new Option<string>("--model-version") { Description = "Version of the bundle", Required = true };
        var half = new Option<bool>("--fp16") { Description = "Weights and arithmetic in float16, half the size, for GPUs" };
        var command = new Command("export", "Write a run's averaged weights as models/<name>/ (model.onnx, bundle.json).") { run, models, version, half };
        command.SetAction(parsed =>
        {
            var (about, recipe, network) = RunFolder.Open(parsed.GetRequiredValue(run));
            var precision = parsed.GetValue(half) ? OnnxPrecision.Float16 : OnnxPrecision.Float32;
            var bundle = BundleExport.Write(parsed.GetRequiredValue(models), recipe, network, parsed.GetRequiredValue(version), precision, about.Origin);
            Console.WriteLine($"{bundle.Name} {bundle.Version} after step {about.Step} ({about.Progress:P0} of its schedule): {bundle.Sha256}");
        });
        return command;
    }
}
