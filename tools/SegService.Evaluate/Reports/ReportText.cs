using System.Globalization;
using SegService.Pipeline.Evaluation;

namespace SegService.Evaluate.Reports;

/// <summary>The report for people: the console's table and report.md.</summary>
internal static class ReportText
{
    private static readonly string[] Columns =
        ["images", "score", "AP50", "AP75", "AP90", "F1", "precision", "recall", "merges", "splits", "area ratio"];

    private static string[] Headings => ["", .. Columns];

    public static IEnumerable<string> Console(Report report)
    {
        string[][] rows = [Headings, .. Groups(report).Select(Cells)];
        var widths = Headings.Select((_, column) => rows.Max(row => row[column].Length)).ToArray();
        return rows.Select(row => string.Join("  ", row.Select((cell, column) => column == 0 ? cell.PadRight(widths[0]) : cell.PadLeft(widths[column]))));
    }

    public static IEnumerable<string> Markdown(Report report, IReadOnlyList<string> overlays) =>
    [
        $"# {report.Model} on {report.Data}",
        "",
        Invariant($"{report.Overall.Images} images ({report.Selection}), {report.Overall.TruthCount} nuclei; {report.Seconds:F0} s; parameters: {Parameters(report)}.{Where(report)}{TrainedOn(report)}"),
        "",
        .. Table(Headings, Groups(report).Select(Cells)),
        "",
        "Score and AP are means over images; F1, precision and recall are over all nuclei at IoU 0.5; area ratio is the median of predicted over true area.",
        "",
        $"![AP by IoU threshold]({ScorePlot.FileName})",
        "",
        "## AP by IoU threshold",
        "",
        .. Table(["", .. Enumerable.Range(0, IouThresholds.Count).Select(IouThresholds.Name)], Curves(report)),
        .. Worst(overlays),
        .. Failures(report),
    ];

    private static string Parameters(Report report)
    {
        var p = report.Parameters;
        return string.Join(", ", new[]
        {
            Invariant($"scale {(p.Scale is { } scale ? Invariant($"{scale}") : "auto")}"),
            p.Tta ? "test-time augmentation" : null,
            p.MaskThreshold is { } mask ? Invariant($"mask threshold {mask}") : null,
            p.SeedThreshold is { } seed ? Invariant($"seed threshold {seed}") : null,
            p.MinArea is { } area ? Invariant($"minimum area {area}") : null,
        }.OfType<string>());
    }

    private static string Where(Report report) => report.Service is null ? "" : $" Run by {report.Service}.";

    private static string TrainedOn(Report report) => report.TrainedOn switch
    {
        null => "",
        0 => " The model was trained on none of them.",
        { } count => Invariant($" The model was trained on {count} of them, which flatters it."),
    };

    private static IEnumerable<(string Name, DatasetScore Score)> Groups(Report report) =>
    [
        ("all", report.Overall),
        .. report.Modalities.Select(group => (group.Key, group.Value)),
        .. report.Acquisitions.Select(group => (group.Key, group.Value)),
    ];

    private static IEnumerable<string[]> Curves(Report report) =>
        new[] { ("all", report.Overall) }.Concat(report.Modalities.Select(group => (group.Key, group.Value)))
            .Select(group => (string[])[group.Item1, .. group.Item2.Ap.Select(Three)]);

    private static string[] Cells((string Name, DatasetScore Score) group)
    {
        var score = group.Score;
        return [group.Name, Whole(score.Images), Three(score.Score), Three(score.Ap[0]), Three(score.Ap[5]), Three(score.Ap[8]), Three(score.F1[0]),
            Three(score.Precision), Three(score.Recall), Whole(score.Merges), Whole(score.Splits), score.MedianAreaRatio is { } ratio ? Three(ratio) : "-"];
    }

    private static IEnumerable<string> Table(IReadOnlyList<string> headings, IEnumerable<string[]> rows) =>
    [
        Line(headings),
        Line([.. headings.Select((_, column) => column == 0 ? "---" : "---:")]),
        .. rows.Select(Line),
    ];

    private static IEnumerable<string> Worst(IReadOnlyList<string> overlays) => overlays.Count == 0 ? [] :
    [
        "",
        "## Worst images",
        "",
        "Green: truth. Magenta: found. White: both.",
        .. overlays.SelectMany(overlay => new[] { "", $"![{Path.GetFileNameWithoutExtension(overlay)}]({overlay})" }),
    ];

    private static IEnumerable<string> Failures(Report report) => !report.Failures.Any() ? [] :
    [
        "",
        "## Not segmented (scored as if nothing was found)",
        "",
        .. report.Failures.Select(image => $"- {image.ImageId}: {image.Failure}"),
    ];

    private static string Line(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |";

    private static string Three(double value) => value.ToString("F3", CultureInfo.InvariantCulture);

    private static string Whole(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
