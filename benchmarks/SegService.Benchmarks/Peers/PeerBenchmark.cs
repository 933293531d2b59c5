using SegService.Benchmarks.Figures;
using SegService.Benchmarks.Load;
using SegService.Benchmarks.Scenes;

namespace SegService.Benchmarks.Peers;

/// <summary>
/// SegService beside services as others would write them, with the same model file, images and cores. All are up at once and take
/// turns, so that whatever else the machine does slows all of them.
/// </summary>
internal sealed class PeerBenchmark : IBenchmark
{
    private static readonly int[] Concurrencies = [1, 8, 32];

    public string Name => "peers";

    public string Description => "SegService beside FastAPI with OpenCV and Node.js with ONNX Runtime: throughput, latency, memory";

    public async Task<IReadOnlyList<Figure>> RunAsync(Effort effort, CancellationToken stop)
    {
        await using var ours = await Peer.SegServiceAsync(stop);
        await using var fastApi = await Peer.FastApiAsync(stop);
        await using var node = await Peer.NodeAsync(stop);
        Peer[] peers = [ours, fastApi, node];
        foreach (var peer in peers)
            await peer.RunAsync(Concurrencies[^1], effort.Turn * 4, stop); // warms up
        foreach (var concurrency in Concurrencies)
        {
            for (var round = 0; round < effort.Rounds; round++)
            {
                foreach (var peer in peers)
                    peer.Add(concurrency, await peer.RunAsync(concurrency, effort.Turn, stop));
            }
        }

        return
        [
            .. peers.SelectMany(Figures),
            .. peers.Select(peer => new Figure($"{peer.Name}: nuclei found in the {TileImages.Pngs().Count} images", Spread.Of(peer.Nuclei))),
            Ratio(ours, fastApi, ">= 3"), Ratio(ours, node, ">= 1.5"),
        ];
    }

    private static IEnumerable<Figure> Figures(Peer peer)
    {
        foreach (var concurrency in Concurrencies)
        {
            var turns = peer.Turns(concurrency);
            yield return new Figure($"{peer.Name}, {concurrency} at once: throughput", Spread.Of(turns.Select(turn => turn.PerSecond)), "images/s");
            yield return new Figure($"{peer.Name}, {concurrency} at once: p50", Spread.Of(turns.Select(turn => turn.Latency(0.5))), "ms");
            yield return new Figure($"{peer.Name}, {concurrency} at once: p99", Spread.Of(turns.Select(turn => turn.Latency(0.99))), "ms");
        }

        yield return new Figure($"{peer.Name}: memory after it all", Spread.Of(peer.Memory / (1024.0 * 1024)), "MiB");
    }

    private static Figure Ratio(Peer ours, Peer peer, string goal) => new($"SegService/{peer.Name}, throughput at 8 at once",
        Spread.Of(ours.Turns(8).Zip(peer.Turns(8), (mine, other) => mine.PerSecond / other.PerSecond)), "", goal);
}
