using System.CommandLine;
using SegService.Pipeline.Models;
using SegService.Pipeline.Postprocessing.Regions;
using SegService.Training.Calibration;
using SegService.Training.Data;

namespace SegService.Training.Commands;

/// <summary>--model, --models, --data and --threads: a bundle and the images it was not trained on.</summary>
internal sealed class HeldOutOptions
{
    private readonly Option<string> _model = new("--model") { Description = "The bundle's name", Required = true };
    private readonly Option<string> _models = new("--models") { Description = "Folder of bundles", DefaultValueFactory = _ => "models" };
    private readonly Option<string> _data = DataOption.Create();
    private readonly Option<int> _threads = new("--threads") { Description = "Threads", DefaultValueFactory = _ => Environment.ProcessorCount };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _model, _models, _data, _threads })
            command.Add(option);
    }

    public (string Data, int Threads) Machine(ParseResult parsed) => (parsed.GetRequiredValue(_data), parsed.GetValue(_threads));

    /// <summary>The bundle's.</summary>
    public string Folder(ParseResult parsed) => Path.Combine(parsed.GetRequiredValue(_models), parsed.GetRequiredValue(_model));

    public (ModelBundle Bundle, HeldOutSet Held) Open(ParseResult parsed) =>
        Open(Folder(parsed), parsed.GetRequiredValue(_data), parsed.GetValue(_threads));

    /// <exception cref="InvalidDataException">The bundle is defective, or no image is known to have been kept from it.</exception>
    public static (ModelBundle Bundle, HeldOutSet Held) Open(string folder, string data, int threads, RegionModel? regions = null)
    {
        var (bundle, graph) = Read(folder);
        if (bundle.Training is not { Split: var split })
            throw new InvalidDataException($"{bundle.Name} does not tell what it was trained on.");
        var images = TrainingSet.Load(data, split.Validates);
        if (images.Count == 0)
            throw new InvalidDataException($"{bundle.Name} was trained on every image: none is left to judge it by.");
        return (bundle, new HeldOutSet(images, new BundlePredictor(bundle, graph, threads).Predict, threads, regions ?? bundle.Regions));
    }

    /// <exception cref="InvalidDataException">The bundle is defective.</exception>
    public static (ModelBundle Bundle, byte[] Graph) Read(string folder) =>
        ModelBundleFile.Read(folder).TryGet(out var read, out var failure) ? read : throw new InvalidDataException(failure.Detail);
}
