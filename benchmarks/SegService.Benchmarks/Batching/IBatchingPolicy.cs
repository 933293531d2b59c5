using SegService.Pipeline.Inference;
using SegService.Pipeline.Models;

namespace SegService.Benchmarks.Batching;

/// <summary>Which waiting tiles run next on an idle device. Times are virtual microseconds.</summary>
internal interface IBatchingPolicy
{
    string Name { get; }

    void Add(long arrived);

    /// <summary>The arrivals of the next batch's tiles; none where it is better to wait, then until <paramref name="readyAt"/> or the next arrival.</summary>
    IReadOnlyList<long> Take(long now, int idleDevices, out long? readyAt);
}

/// <summary>The pool's own rules.</summary>
internal sealed class PoolPolicy(string name, int batch, long delay) : IBatchingPolicy
{
    private static readonly LoadedModel Model = new(new ModelIdentity("simulated", "1", ""), bundle: null, []);

    private readonly TileQueue _queue = new(batch, delay);

    public string Name => name;

    public static PoolPolicy Ours() => new("SegService", SimulatedGpu.BatchTiles, (long)new InferenceOptions().MaxBatchDelay.TotalMicroseconds);

    public static PoolPolicy NoBatching() => new("no batching", batch: 1, delay: 0);

    /// <summary>Requests of one tile, as images of 256 x 256 are.</summary>
    public void Add(long arrived)
    {
        var shape = new TileShape(1, 1, 1);
        _queue.Add(new TileWork(new TileFlow(null!, Model, shape, 0, default), new TileTensor(shape), arrived));
    }

    public IReadOnlyList<long> Take(long now, int idleDevices, out long? readyAt)
    {
        var batch = _queue.Take(now, idleDevices, out readyAt);
        foreach (var tile in batch)
            tile.Input.Dispose();
        return [.. batch.Select(tile => tile.Arrived)];
    }
}

/// <summary>What many servers do: a batch runs when it is full or when its oldest tile has waited a fixed time, idle device or not.</summary>
internal sealed class FixedWaitPolicy : IBatchingPolicy
{
    private const long Wait = 5_000;

    private readonly Queue<long> _waiting = [];

    public string Name => "fixed wait of 5 ms";

    public void Add(long arrived) => _waiting.Enqueue(arrived);

    public IReadOnlyList<long> Take(long now, int idleDevices, out long? readyAt)
    {
        readyAt = _waiting.TryPeek(out var oldest) ? oldest + Wait : null;
        if (_waiting.Count < SimulatedGpu.BatchTiles && !(readyAt <= now))
            return [];
        return [.. Enumerable.Range(0, Math.Min(SimulatedGpu.BatchTiles, _waiting.Count)).Select(_ => _waiting.Dequeue())];
    }
}
