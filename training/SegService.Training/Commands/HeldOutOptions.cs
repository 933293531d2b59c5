using System.CommandLine;
using SegService.Training.Calibration;
using SegService.Training.Data;
using SegService.Training.Runs;
using TorchSharp;

namespace SegService.Training.Commands;

/// <summary>--run, --data and --threads: a run and the images it was not trained on.</summary>
internal sealed class HeldOutOptions
{
    private readonly Option<string> _run = new("--run") { Description = "The run's folder", Required = true };
    private readonly Option<string> _data = DataOption.Create();
    private readonly Option<int> _threads = new("--threads") { Description = "Threads", DefaultValueFactory = _ => Environment.ProcessorCount };

    public void AddTo(Command command)
    {
        command.Add(_run);
        command.Add(_data);
        command.Add(_threads);
    }

    public string Folder(ParseResult parsed) => parsed.GetRequiredValue(_run);

    public (Checkpoint About, HeldOutSet Held) Open(ParseResult parsed)
    {
        var threads = parsed.GetValue(_threads);
        torch.set_num_threads(threads);
        var (about, recipe, network) = RunFolder.Open(Folder(parsed));
        var images = TrainingSet.Load(parsed.GetRequiredValue(_data), about.Options.Validates);
        return (about, new HeldOutSet(images, new MapPredictor(network, recipe.ViewStack).Predict, threads));
    }
}
