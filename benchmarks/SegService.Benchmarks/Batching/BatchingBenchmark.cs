using SegService.Benchmarks.Figures;

namespace SegService.Benchmarks.Batching;

/// <summary>
/// The pool's batching against none and against a fixed wait, on simulated devices: no clock and no processor is involved, so the
/// figures are the same on every machine.
/// </summary>
internal sealed class BatchingBenchmark : IBenchmark
{
    private static readonly Func<IBatchingPolicy>[] Policies = [PoolPolicy.Ours, PoolPolicy.NoBatching, () => new FixedWaitPolicy()];
    private static readonly double[] Loads = [0.5, 0.9, 1.5];

    public string Name => "batching";

    public string Description => "Batching policies on simulated devices; draws docs/batching.png";

    public Task<IReadOnlyList<Figure>> RunAsync(Effort effort, CancellationToken stop)
    {
        BatchingChart.Save(Path.Combine("docs", "batching.png"), Policies);
        IReadOnlyList<Figure> figures =
        [
            .. from gpu in new[] { SimulatedGpu.Small, SimulatedGpu.Large }
               from devices in new[] { 1, 4 }
               from figure in Compare(gpu, devices)
               select figure,
            HalfLoad(SimulatedGpu.Small), HalfLoad(SimulatedGpu.Large), Saturated(SimulatedGpu.Small, null), Saturated(SimulatedGpu.Large, ">= 3"),
        ];
        return Task.FromResult(figures);
    }

    /// <summary>Every policy at each share of the devices' capacity in full batches.</summary>
    private static IEnumerable<Figure> Compare(SimulatedGpu gpu, int devices)
    {
        foreach (var load in Loads)
        {
            foreach (var policy in Policies.Select(create => create()))
            {
                var result = Simulation.Run(policy, gpu, devices, load * devices * gpu.Capacity);
                var at = FormattableString.Invariant($"{devices} x {gpu.Name} at {load:0.0} of capacity, {policy.Name}");
                yield return new Figure($"{at}: throughput (mean batch {FormattableString.Invariant($"{result.MeanBatch:0.0}")})", Spread.Of(result.PerSecond), "tiles/s");
                if (result.PerSecond < 0.98 * load * devices * gpu.Capacity)
                    continue; // the queue grows without end: latency only says for how long was simulated
                yield return new Figure($"{at}: p50", Spread.Of(result.P50), "ms");
                yield return new Figure($"{at}: p99", Spread.Of(result.P99), "ms");
            }
        }
    }

    /// <summary>At half of what the device does without batching, where a single tile gains nothing by waiting.</summary>
    private static Figure HalfLoad(SimulatedGpu gpu)
    {
        var load = gpu.PerSecond(1) / 2;
        var ours = Simulation.Run(PoolPolicy.Ours(), gpu, 1, load);
        return new Figure($"{gpu.Name} at half load: p50 over that of no batching", Spread.Of(ours.P50 / Simulation.Run(PoolPolicy.NoBatching(), gpu, 1, load).P50), "", "<= 1.10");
    }

    private static Figure Saturated(SimulatedGpu gpu, string? goal)
    {
        var load = 1.5 * gpu.Capacity;
        var ours = Simulation.Run(PoolPolicy.Ours(), gpu, 1, load);
        return new Figure($"{gpu.Name} saturated: throughput over that of no batching", Spread.Of(ours.PerSecond / Simulation.Run(PoolPolicy.NoBatching(), gpu, 1, load).PerSecond), "", goal);
    }
}
