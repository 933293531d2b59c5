using System.CommandLine;
using SegService.Evaluate.Data;
using SegService.Evaluate.Reports;
using SegService.Evaluate.Scoring;
using SegService.Evaluate.Segmenters;
using SegService.Pipeline.Evaluation;

namespace SegService.Evaluate;

/// <summary>Score a model, or a running service, on annotated images.</summary>
internal sealed class EvaluateCommand
{
    private readonly EvaluateOptions _options;

    private EvaluateCommand(RootCommand command) => _options = new EvaluateOptions(command);

    public static RootCommand Create()
    {
        var root = new RootCommand("Scores a model, or a running service, on annotated images: Kaggle's score by modality and acquisition, a report, the worst images.");
        root.SetAction(new EvaluateCommand(root).RunAsync);
        return root;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken stop)
    {
        try
        {
            using var data = DataFolder.Open(_options.Data(parsed));
            await using var segmenter = Segmenter(parsed);
            var report = await EvaluateAsync(parsed, data, segmenter, stop);
            foreach (var line in ReportText.Console(report))
                Console.WriteLine(line);
            Console.WriteLine($"{_options.Output(parsed)}/report.md");
            return report.Failures.Any() ? 1 : 0;
        }
        catch (Exception fault) when (fault is IOException or InvalidDataException or HttpRequestException)
        {
            await Console.Error.WriteLineAsync(fault.Message);
            return 1;
        }
    }

    private async Task<Report> EvaluateAsync(ParseResult parsed, DataFolder data, IImageSegmenter segmenter, CancellationToken stop)
    {
        var selection = _options.Selection(parsed);
        var worst = new WorstImages(_options.Worst(parsed));
        var progress = new Progress(Console.Error, TimeProvider.System);
        var run = new EvaluationRun(segmenter, data, worst, progress);
        var images = await run.ScoreAsync(selection.Of(data.Images.ImageIds, data.Folds), _options.Threads(parsed), stop);
        var report = new Report
        {
            Model = run.Model ?? _options.Model(parsed),
            Data = Path.GetFileName(Path.TrimEndingDirectorySeparator(_options.Data(parsed))),
            Selection = selection.ToString(),
            TrainedOn = segmenter.Training is { Split: var split } ? images.Count(image => image.Group is { } row && split.Trains(row)) : null,
            Service = _options.Url(parsed)?.ToString(),
            Parameters = _options.Parameters(parsed),
            FinishedAt = TimeProvider.System.GetUtcNow(),
            Seconds = progress.Elapsed.TotalSeconds,
            Overall = DatasetScore.Of([.. images.Select(image => image.Score)]),
            Modalities = Report.By(images, row => row.Modality),
            Acquisitions = Report.By(images, row => row.Acquisition),
            Images = [.. images.Select(ImageLine.Of)],
        };
        ReportFolder.Write(_options.Output(parsed), report, worst.InOrder());
        return report;
    }

    private IImageSegmenter Segmenter(ParseResult parsed) => _options.Url(parsed) is { } url
        ? ServiceSegmenter.Connect(url, _options.Model(parsed), _options.Parameters(parsed))
        : PipelineSegmenter.Create(_options.Model(parsed), _options.Parameters(parsed));
}
