using System.CommandLine;
using SegService.Pipeline.Models;
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

    /// <summary>The bundle's.</summary>
    public string Folder(ParseResult parsed) => Path.Combine(parsed.GetRequiredValue(_models), parsed.GetRequiredValue(_model));

    /// <exception cref="InvalidDataException">The bundle is defective, or no image is known to have been kept from it.</exception>
    public (ModelBundle Bundle, HeldOutSet Held) Open(ParseResult parsed)
    {
        if (!ModelBundleFile.Read(Folder(parsed)).TryGet(out var read, out var failure))
            throw new InvalidDataException(failure.Detail);
        if (read.Bundle.Training is not { Split: var split })
            throw new InvalidDataException($"{read.Bundle.Name} does not tell what it was trained on.");
        var images = TrainingSet.Load(parsed.GetRequiredValue(_data), split.Validates);
        if (images.Count == 0)
            throw new InvalidDataException($"{read.Bundle.Name} was trained on every image: none is left to judge it by.");
        var threads = parsed.GetValue(_threads);
        return (read.Bundle, new HeldOutSet(images, new BundlePredictor(read.Bundle, read.Graph, threads).Predict, threads));
    }
}
