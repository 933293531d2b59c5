using ScottPlot;
using SegService.Pipeline.Evaluation;

namespace SegService.Evaluate.Reports;

/// <summary>AP over the ten IoU thresholds, one line a modality: where it falls off tells missed nuclei from loose outlines.</summary>
internal static class ScorePlot
{
    public const string FileName = "ap.png";

    public static void Save(string folder, Report report)
    {
        var plot = new Plot();
        Add(plot, "all", report.Overall).LineWidth = 4;
        foreach (var (name, score) in report.Modalities)
            Add(plot, name, score);
        plot.XLabel("IoU threshold");
        plot.YLabel("AP: TP / (TP + FP + FN)");
        plot.Axes.SetLimits(0.48, 0.97, 0, 1);
        plot.ShowLegend(Alignment.LowerLeft);
        plot.SavePng(Path.Combine(folder, FileName), 900, 500);
    }

    private static ScottPlot.Plottables.Scatter Add(Plot plot, string name, DatasetScore score)
    {
        var line = plot.Add.Scatter(IouThresholds.Percent.Select(percent => percent / 100.0).ToArray(), score.Ap.ToArray());
        line.LegendText = FormattableString.Invariant($"{name} ({score.Score:F3})");
        return line;
    }
}
