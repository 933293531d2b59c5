using SegService.Pipeline.Inference;
using SegService.Pipeline.Models;

namespace SegService.Pipeline.Tests.Inference;

/// <summary>
/// Discrete-event simulations of several devices in virtual microseconds: a batch of n tiles takes 2,000 + 1,000 n. The rules under
/// test are the pool's own.
/// </summary>
public sealed class TileQueueSimulationTests
{
    private const long Delay = 2_000;

    private static readonly TileShape[] Shapes = [new(3, 256, 256), new(3, 256, 320), new(3, 512, 512)];
    private static readonly LoadedModel Model = PoolFixture.NewModel("simulated", []);

    private static long Latency(int tiles) => 2_000 + (1_000 * tiles);

    private sealed record Request(long At, int Tiles, TileShape Shape);

    private sealed record Run(long Start, long End, int Device, IReadOnlyList<TileWork> Tiles);

    private static List<Run> Simulate(IEnumerable<Request> requests, int devices, int maxBatch, out Dictionary<TileFlow, Request> flows)
    {
        var queue = new TileQueue(maxBatch, Delay);
        var arrivals = new Queue<Request>(requests.OrderBy(request => request.At));
        var freeAt = new long[devices];
        var runs = new List<Run>();
        flows = [];
        for (long now = 0, next = 0; next < long.MaxValue; now = next)
        {
            while (arrivals.TryPeek(out var request) && request.At <= now)
                flows.Add(Enter(queue, arrivals.Dequeue(), now), request);
            next = arrivals.TryPeek(out var coming) ? coming.At : long.MaxValue;
            foreach (var device in Enumerable.Range(0, devices).Where(device => freeAt[device] <= now))
            {
                var tiles = queue.Take(now, freeAt.Count(free => free <= now), out var readyAt);
                if (tiles.Count > 0)
                    runs.Add(new Run(now, freeAt[device] = now + Latency(tiles.Count), device, tiles));
                next = Math.Min(next, readyAt ?? long.MaxValue);
            }

            next = freeAt.Where(free => free > now).Append(next).Min();
        }

        Assert.Equal(0, queue.Count);
        return runs;
    }

    private static TileFlow Enter(TileQueue queue, Request request, long now)
    {
        var flow = new TileFlow(null!, Model, request.Shape, 0, default);
        for (var i = 0; i < request.Tiles; i++)
            queue.Add(new TileWork(flow, PoolFixture.Tile(i), now));
        return flow;
    }

    private static Dictionary<TileFlow, long> Finished(List<Run> runs) =>
        runs.SelectMany(run => run.Tiles.Select(tile => (tile.Flow, run.End))).GroupBy(pair => pair.Flow)
            .ToDictionary(group => group.Key, group => group.Max(pair => pair.End));

    private static List<Request> Traffic(int seed, int count, double meanGap) => [.. Enumerable.Range(0, count).Select(
        new Func<Random, Func<int, Request>>(random => i => new Request((long)(i * meanGap * 2 * random.NextDouble()), random.Next(1, 12),
            Shapes[random.Next(Shapes.Length)]))(new Random(seed)))];

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 8)]
    [InlineData(2, 4)]
    [InlineData(5, 16)]
    public void Every_tile_runs_exactly_once_in_batches_of_one_shape_within_the_bound(int devices, int maxBatch)
    {
        var traffic = Traffic(devices, 400, 3_000);

        var runs = Simulate(traffic, devices, maxBatch, out var flows);

        Assert.Equal(traffic.Sum(request => request.Tiles), runs.SelectMany(run => run.Tiles).Distinct().Count());
        Assert.Equal(traffic.Sum(request => request.Tiles), runs.Sum(run => run.Tiles.Count));
        Assert.All(runs, run => Assert.Single(run.Tiles.Select(tile => tile.Flow.Shape).Distinct()));
        Assert.All(runs, run => Assert.InRange(run.Tiles.Count, 1, maxBatch));
        Assert.All(runs, run => Assert.All(run.Tiles, tile => Assert.True(flows[tile.Flow].At <= run.Start)));
    }

    [Fact]
    public void Under_load_batches_are_full()
    {
        var runs = Simulate(Traffic(1, 500, 500), devices: 2, maxBatch: 8, out _);

        Assert.True(runs.Average(run => run.Tiles.Count) > 0.85 * 8, $"mean batch {runs.Average(run => run.Tiles.Count):F1}");
    }

    [Fact]
    public void All_devices_share_the_load()
    {
        var runs = Simulate(Traffic(2, 500, 500), devices: 4, maxBatch: 8, out _);

        var busy = runs.GroupBy(run => run.Device).Select(device => device.Sum(run => run.End - run.Start)).ToList();
        Assert.Equal(4, busy.Count);
        Assert.True(busy.Min() > 0.9 * busy.Max(), string.Join(" ", busy));
    }

    [Fact]
    public void When_nothing_else_is_there_no_tile_waits_and_no_device_idles()
    {
        var lone = Simulate([new Request(1_000, 1, Shapes[0])], devices: 2, maxBatch: 8, out _);
        Assert.Equal(1_000, Assert.Single(lone).Start);

        var spread = Simulate([new Request(0, 8, Shapes[0])], devices: 2, maxBatch: 8, out _);
        Assert.Equal([(0L, 0, 4), (0L, 1, 4)], spread.Select(run => (run.Start, run.Device, run.Tiles.Count)));
    }

    [Fact]
    public void A_huge_image_does_not_starve_small_ones()
    {
        var huge = new Request(0, 2_000, Shapes[2]);
        var small = Enumerable.Range(1, 100).Select(i => new Request(i * 15_000, 1, Shapes[i % 2])).ToList();

        var finished = Finished(Simulate(small.Prepend(huge), devices: 1, maxBatch: 8, out var flows));

        var waits = flows.Where(flow => flow.Value.Tiles == 1).Select(flow => finished[flow.Key] - flow.Value.At).ToList();
        Assert.Equal(100, waits.Count);
        Assert.True(waits.Max() <= (2 * Latency(8)) + Latency(1) + Delay, $"a small image took {waits.Max()} microseconds");
    }

    [Fact]
    public void Small_images_do_not_starve_a_huge_one()
    {
        var huge = new Request(0, 200, Shapes[0]);
        var flood = Enumerable.Range(0, 2_000).Select(i => new Request(i * 2_500L, 1, Shapes[1]));

        var finished = Finished(Simulate(flood.Prepend(huge), devices: 1, maxBatch: 8, out var flows));

        var end = finished[flows.Single(flow => flow.Value.Tiles == 200).Key];
        Assert.True(end < 3 * (200 / 8) * Latency(8), $"the huge image took {end} microseconds");
    }

    [Fact]
    public void Equal_requests_that_arrive_together_end_together()
    {
        var finished = Finished(Simulate(Enumerable.Repeat(new Request(0, 40, Shapes[0]), 10), devices: 1, maxBatch: 8, out _));

        Assert.True(finished.Values.Max() - finished.Values.Min() <= 2 * Latency(8));
    }

    [Fact]
    public void Removing_a_flow_takes_out_its_tiles_only()
    {
        var queue = new TileQueue(8, Delay);
        var first = Enter(queue, new Request(0, 5, Shapes[0]), 0);
        var second = Enter(queue, new Request(0, 3, Shapes[0]), 0);

        Assert.Equal(5, queue.Remove(first).Count);
        Assert.Empty(queue.Remove(first));

        Assert.Equal(3, queue.Count);
        Assert.All(queue.Take(Delay, 1, out _), tile => Assert.Same(second, tile.Flow));
    }
}
