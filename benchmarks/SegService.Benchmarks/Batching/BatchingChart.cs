using ScottPlot;

namespace SegService.Benchmarks.Batching;

/// <summary>Throughput and p99 of every policy on one large device, over the load.</summary>
internal static class BatchingChart
{
    private static readonly double[] Loads = [.. Enumerable.Range(1, 30).Select(i => i * 0.05)];

    public static void Save(string file, IReadOnlyList<Func<IBatchingPolicy>> policies)
    {
        var gpu = SimulatedGpu.Large;
        var chart = new Multiplot();
        chart.AddPlots(2);
        var (throughput, latency) = (chart.GetPlot(0), chart.GetPlot(1));
        foreach (var create in policies)
        {
            var results = Loads.Select(load => Simulation.Run(create(), gpu, 1, load * gpu.Capacity)).ToList();
            throughput.Add.Scatter(Loads, results.Select(result => result.PerSecond).ToArray()).LegendText = create().Name;
            latency.Add.Scatter(Loads, results.Select(result => result.P99).ToArray()).LegendText = create().Name;
        }

        Label(throughput, "tiles/s", 1.1 * gpu.Capacity);
        Label(latency, "p99, ms", 60);
        chart.SavePng(file, 900, 800);
    }

    private static void Label(Plot plot, string values, double highest)
    {
        plot.XLabel($"load, as a share of what the {SimulatedGpu.Large.Name} does in full batches of {SimulatedGpu.BatchTiles}");
        plot.YLabel(values);
        plot.Axes.SetLimits(0, Loads[^1], 0, highest);
        plot.ShowLegend(Alignment.UpperLeft);
    }
}
