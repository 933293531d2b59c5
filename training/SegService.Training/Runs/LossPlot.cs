using ScottPlot;

namespace SegService.Training.Runs;

/// <summary>The run's losses over its crops, as a PNG beside its log.</summary>
internal static class LossPlot
{
    public static void Save(string folder, IReadOnlyList<(double Crops, double Loss, double Validation)> lines)
    {
        var plot = new Plot();
        var training = plot.Add.ScatterLine(lines.Select(line => line.Crops).ToArray(), lines.Select(line => line.Loss).ToArray());
        training.LegendText = "training";
        var held = lines.Where(line => !double.IsNaN(line.Validation)).ToArray();
        if (held.Length > 0)
            plot.Add.Scatter(held.Select(line => line.Crops).ToArray(), held.Select(line => line.Validation).ToArray()).LegendText = "held out (averaged weights)";
        plot.XLabel("crops");
        plot.YLabel("loss");
        plot.ShowLegend(Alignment.UpperRight);
        plot.SavePng(Path.Combine(folder, "loss.png"), 900, 500);
    }
}
