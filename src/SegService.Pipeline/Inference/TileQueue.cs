using SegService.Pipeline.Models;

namespace SegService.Pipeline.Inference;

/// <summary>
/// Which tiles run next: the scheduling rules without threads and clocks. Flows are served in turn, one tile each, so a large image
/// never keeps a small one waiting longer than one turn of the others; tiles of other flows that fit ride along. Not thread-safe.
/// </summary>
/// <param name="maxBatchTiles">Tiles in a batch at most.</param>
/// <param name="maxDelay">Timestamp ticks a tile may wait for its batch to fill.</param>
internal sealed class TileQueue(int maxBatchTiles, long maxDelay)
{
    private readonly Dictionary<(LoadedModel Model, TileShape Shape), Bucket> _buckets = [];
    private long _turn;

    /// <summary>Tiles that were added and not taken or removed.</summary>
    public int Count { get; private set; }

    public void Add(TileWork work)
    {
        var key = (work.Flow.Model, work.Flow.Shape);
        if (!_buckets.TryGetValue(key, out var bucket))
            _buckets[key] = bucket = new Bucket();
        work.Flow.Waiting.Enqueue(work);
        if (work.Flow.Waiting.Count == 1)
            bucket.Append(work.Flow, ++_turn);
        bucket.Tiles++;
        Count++;
    }

    /// <summary>Takes out all tiles of a flow.</summary>
    public IReadOnlyList<TileWork> Remove(TileFlow flow)
    {
        TileWork[] removed = [.. flow.Waiting];
        if (removed.Length == 0)
            return removed;
        var bucket = _buckets[(flow.Model, flow.Shape)];
        bucket.Flows.Remove(flow);
        flow.Waiting.Clear();
        Took(bucket, flow, removed.Length);
        return removed;
    }

    /// <summary>The next batch, or none where nothing is ready; then <paramref name="readyAt"/> says when something will be.</summary>
    /// <param name="now">Timestamp.</param>
    /// <param name="idleWorkers">Workers without a batch, the one asking included: they share what waits.</param>
    /// <param name="readyAt">Timestamp; null where only a new tile can change anything.</param>
    public IReadOnlyList<TileWork> Take(long now, int idleWorkers, out long? readyAt)
    {
        readyAt = null;
        foreach (var bucket in _buckets.Values.OrderBy(bucket => bucket.Flows.First!.Value.Turn))
        {
            var due = ReadyAt(bucket, now);
            if (due <= now)
                return Share(bucket, idleWorkers);
            readyAt = Math.Min(due, readyAt ?? long.MaxValue);
        }

        return [];
    }

    /// <summary>A full batch and a lone tile with no other to come are ready at once, others when their oldest tile waited enough.</summary>
    private long ReadyAt(Bucket bucket, long now)
    {
        var alone = Count == 1 && bucket.Flows.First!.Value.Expected == 0;
        var ready = alone || bucket.LeftForOthers > 0 || bucket.Tiles >= maxBatchTiles;
        return ready ? now : bucket.Flows.Min(flow => flow.Waiting.Peek().Arrived) + maxDelay;
    }

    /// <summary>What is left after this worker's share waits for no further filling: other workers are idle for it.</summary>
    private List<TileWork> Share(Bucket bucket, int idleWorkers)
    {
        var batch = TakeFrom(bucket, Math.Min(maxBatchTiles, (bucket.Tiles + idleWorkers - 1) / idleWorkers));
        bucket.LeftForOthers = idleWorkers > 1 ? bucket.Tiles : 0;
        return batch;
    }

    private List<TileWork> TakeFrom(Bucket bucket, int tiles)
    {
        var batch = new List<TileWork>(tiles);
        while (batch.Count < tiles)
        {
            var flow = bucket.Flows.First!.Value;
            bucket.Flows.RemoveFirst();
            batch.Add(flow.Waiting.Dequeue());
            if (flow.Waiting.Count > 0)
                bucket.Append(flow, ++_turn);
            Took(bucket, flow, 1);
        }

        return batch;
    }

    private void Took(Bucket bucket, TileFlow flow, int tiles)
    {
        Count -= tiles;
        bucket.Tiles -= tiles;
        bucket.LeftForOthers = Math.Min(bucket.LeftForOthers, bucket.Tiles);
        if (bucket.Tiles == 0)
            _buckets.Remove((flow.Model, flow.Shape));
    }

    private sealed class Bucket
    {
        /// <summary>Those with waiting tiles, in the order of their turns.</summary>
        public LinkedList<TileFlow> Flows { get; } = [];

        public int Tiles { get; set; }

        public int LeftForOthers { get; set; }

        public void Append(TileFlow flow, long turn)
        {
            flow.Turn = turn;
            Flows.AddLast(flow);
        }
    }
}
