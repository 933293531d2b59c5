using SegService.Benchmarks.Figures;

namespace SegService.Benchmarks.Batching;

/// <summary>What came of a stream of tiles.</summary>
/// <param name="PerSecond">Tiles finished a second, from the first arrival to the last end.</param>
/// <param name="P50">Milliseconds from a tile's arrival to its batch's end; half take longer.</param>
/// <param name="P99">One in a hundred takes longer.</param>
/// <param name="MeanBatch">Tiles in a batch.</param>
internal sealed record SimulationResult(double PerSecond, double P50, double P99, double MeanBatch);

/// <summary>Tiles that arrive at random (a Poisson stream, the same for every policy) on devices of one kind: discrete events in virtual time.</summary>
internal static class Simulation
{
    private const int Tiles = 20_000;
    private const int Seed = 1;

    /// <param name="policy">Fresh.</param>
    /// <param name="gpu">Of every device.</param>
    /// <param name="devices">How many.</param>
    /// <param name="offered">Tiles a second that arrive.</param>
    public static SimulationResult Run(IBatchingPolicy policy, SimulatedGpu gpu, int devices, double offered)
    {
        var arrivals = Arrivals(offered);
        var freeAt = new long[devices];
        var latencies = new List<double>(Tiles);
        var (arrived, batches) = (0, 0);
        for (long now = 0, next = 0; next < long.MaxValue; now = next)
        {
            while (arrived < Tiles && arrivals[arrived] <= now)
                policy.Add(arrivals[arrived++]);
            next = arrived < Tiles ? arrivals[arrived] : long.MaxValue;
            for (var device = 0; device < devices; device++)
            {
                if (freeAt[device] > now)
                    continue;
                var batch = policy.Take(now, freeAt.Count(free => free <= now), out var readyAt);
                next = Math.Min(next, readyAt > now ? readyAt.Value : long.MaxValue);
                if (batch.Count == 0)
                    continue;
                freeAt[device] = now + gpu.Latency(batch.Count);
                batches++;
                latencies.AddRange(batch.Select(tile => (freeAt[device] - tile) / 1000.0));
            }

            next = Math.Min(next, freeAt.Where(free => free > now).DefaultIfEmpty(long.MaxValue).Min());
        }

        latencies.Sort();
        return new SimulationResult(1e6 * Tiles / (freeAt.Max() - arrivals[0]), Spread.Quantile(latencies, 0.5), Spread.Quantile(latencies, 0.99), Tiles / (double)batches);
    }

    private static long[] Arrivals(double perSecond)
    {
        var random = new Random(Seed);
        var times = new long[Tiles];
        var now = 0.0;
        foreach (ref var time in times.AsSpan())
            time = (long)(now += -Math.Log(1 - random.NextDouble()) * 1e6 / perSecond);
        return times;
    }
}
