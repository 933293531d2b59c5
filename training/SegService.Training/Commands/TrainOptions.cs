using System.CommandLine;
using System.Globalization;
using SegService.Training.Runs;

namespace SegService.Training.Commands;

/// <summary>The command line of train.</summary>
internal sealed class TrainOptions
{
    private static readonly RunOptions Defaults = new() { Model = "", Folder = "" };

    private readonly Option<string> _model = new("--model") { Description = "unet or unet-extended", Required = true };
    private readonly Option<string> _data = DataOption.Create();
    private readonly Option<string> _fold = new("--fold") { Description = "Fold held out, 0 to 4, or all to train on everything", DefaultValueFactory = _ => "0" };
    private readonly Option<string[]> _holdout = new("--holdout") { Description = "Acquisition groups held out, by the start of their name", AllowMultipleArgumentsPerToken = true };
    private readonly Option<int> _seed = new("--seed") { Description = "Of weights and crops", DefaultValueFactory = _ => Defaults.Seed };
    private readonly Option<long?> _crops = new("--crops") { Description = "Length of the schedule; without it, what --minutes allow" };
    private readonly Option<double?> _minutes = new("--minutes") { Description = "Stop after so long" };
    private readonly Option<int> _threads = new("--threads") { Description = "Threads of one operation", DefaultValueFactory = _ => Environment.ProcessorCount };
    private readonly Option<int> _batch = new("--batch") { Description = "Crops a step", DefaultValueFactory = _ => Defaults.BatchSize };
    private readonly Option<string?> _from = new("--from") { Description = "A bundle's folder whose weights to begin with, for instance models/unet-extended" };
    private readonly Option<string?> _teacher = new("--teacher") { Description = "A bundle's folder whose maps of the training images are half of the targets" };
    private readonly Option<double> _rate = new("--rate") { Description = "Peak learning rate", DefaultValueFactory = _ => Defaults.PeakRate };
    private readonly Option<bool> _finish = new("--finish") { Description = "Augment less, near what the service will show: the last part of a training" };
    private readonly Option<bool> _full = new("--fp32") { Description = "Compute in float32, not bfloat16" };
    private readonly Option<string?> _run = new("--run") { Description = "The run's folder; runs/<model>-fold<k>-seed<s> by default" };
    private readonly Option<bool> _resume = new("--resume") { Description = "Continue from the newest checkpoint, if there is one" };

    public TrainOptions(Command command)
    {
        foreach (var option in new Option[] { _model, _data, _fold, _holdout, _seed, _crops, _minutes, _threads, _batch, _from, _teacher, _rate, _finish, _full, _run, _resume })
            command.Options.Add(option);
    }

    public RunOptions Read(ParseResult parsed)
    {
        var (model, fold, seed) = (parsed.GetRequiredValue(_model), parsed.GetRequiredValue(_fold), parsed.GetValue(_seed));
        return new RunOptions
        {
            Model = model,
            Fold = fold == "all" ? null : int.Parse(fold, CultureInfo.InvariantCulture),
            Holdout = parsed.GetValue(_holdout) ?? [],
            Seed = seed,
            Crops = parsed.GetValue(_crops),
            Minutes = parsed.GetValue(_minutes),
            Threads = parsed.GetValue(_threads),
            BatchSize = parsed.GetValue(_batch),
            From = parsed.GetValue(_from),
            Teacher = parsed.GetValue(_teacher),
            PeakRate = parsed.GetValue(_rate),
            Finish = parsed.GetValue(_finish),
            HalfPrecision = !parsed.GetValue(_full),
            Folder = parsed.GetValue(_run) ?? Path.Combine("runs", $"{model}-fold{fold}-seed{seed}"),
        };
    }

    public string Data(ParseResult parsed) => parsed.GetRequiredValue(_data);

    public bool Resume(ParseResult parsed) => parsed.GetValue(_resume);
}
