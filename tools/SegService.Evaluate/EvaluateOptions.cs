using System.CommandLine;
using System.CommandLine.Parsing;
using SegService.Evaluate.Data;
using SegService.Pipeline;

namespace SegService.Evaluate;

/// <summary>The command line.</summary>
internal sealed class EvaluateOptions
{
    private readonly Option<string> _model = new("--model") { Description = "Name or alias of a model", DefaultValueFactory = _ => "default" };
    private readonly Option<string> _data = new("--data") { Description = "stage1_train.zip, a folder with it, or a folder of image folders", Required = true };
    private readonly Option<Uri?> _url = new("--url") { Description = "Address of a running service to evaluate instead of the pipeline in this process", CustomParser = Address };
    private readonly Option<string> _output = new("--output") { Description = "Folder of the report", DefaultValueFactory = _ => Path.Combine("artifacts", "evaluation") };
    private readonly Option<int?> _fold = new("--fold") { Description = "Only images held out in this fold of folds.csv" };
    private readonly Option<string[]> _acquisition = new("--acquisition") { Description = "Only acquisition groups whose name begins so", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string?> _modality = new("--modality") { Description = "Only images of this modality" };
    private readonly Option<int> _step = new("--step") { Description = "Only every so many-th image: a quick look", DefaultValueFactory = _ => 1 };
    private readonly Option<double?> _scale = new("--scale") { Description = "Zoom before inference, 0.25 to 4; without it, by the estimated nucleus size" };
    private readonly Option<bool> _tta = new("--tta") { Description = "Test-time augmentation" };
    private readonly Option<double?> _mask = new("--mask-threshold") { Description = "As maskThreshold of the API" };
    private readonly Option<double?> _seed = new("--seed-threshold") { Description = "As seedThreshold of the API" };
    private readonly Option<int?> _area = new("--min-area") { Description = "As minArea of the API" };
    private readonly Option<int> _worst = new("--worst") { Description = "How many of the worst images to draw", DefaultValueFactory = _ => 20 };
    private readonly Option<int> _threads = new("--threads") { Description = "Images at once", DefaultValueFactory = _ => Environment.ProcessorCount };

    public EvaluateOptions(Command command)
    {
        foreach (var option in new Option[] { _model, _data, _url, _output, _fold, _acquisition, _modality, _step, _scale, _tta, _mask, _seed, _area, _worst, _threads })
            command.Options.Add(option);
        AtLeastOne(_step);
        AtLeastOne(_threads);
    }

    public string Model(ParseResult parsed) => parsed.GetRequiredValue(_model);

    public string Data(ParseResult parsed) => parsed.GetRequiredValue(_data);

    public Uri? Url(ParseResult parsed) => parsed.GetValue(_url);

    public string Output(ParseResult parsed) => parsed.GetRequiredValue(_output);

    public int Worst(ParseResult parsed) => parsed.GetValue(_worst);

    public int Threads(ParseResult parsed) => parsed.GetValue(_threads);

    public Selection Selection(ParseResult parsed) => new()
    {
        Fold = parsed.GetValue(_fold),
        Acquisitions = parsed.GetValue(_acquisition) ?? [],
        Modality = parsed.GetValue(_modality),
        Step = parsed.GetValue(_step),
    };

    public SegmentationParameters Parameters(ParseResult parsed) => new()
    {
        Scale = parsed.GetValue(_scale),
        Tta = parsed.GetValue(_tta),
        MaskThreshold = parsed.GetValue(_mask),
        SeedThreshold = parsed.GetValue(_seed),
        MinArea = parsed.GetValue(_area),
    };

    private static Uri? Address(ArgumentResult result)
    {
        if (Uri.TryCreate(result.Tokens.Single().Value, UriKind.Absolute, out var address) && address.Scheme is ("http" or "https"))
            return address;
        result.AddError($"--url must be an address such as http://localhost:8080, not {result.Tokens.Single().Value}.");
        return null;
    }

    private static void AtLeastOne(Option<int> option) => option.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<int>() < 1)
            result.AddError($"{option.Name} must be at least 1.");
    });
}
