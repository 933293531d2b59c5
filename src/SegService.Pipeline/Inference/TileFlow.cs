using SegService.Pipeline.Models;

namespace SegService.Pipeline.Inference;

/// <summary>
/// One request's tiles in the pool: all of one model and shape, their number announced at admission. Disposing gives up what is
/// not finished: waiting tiles leave the queue and never run. The pool shares its workers among flows in turn.
/// </summary>
public sealed class TileFlow : IDisposable
{
    private readonly InferencePool _pool;
    private readonly CancellationTokenRegistration _cancellation;

    internal TileFlow(InferencePool pool, LoadedModel model, TileShape shape, int tiles, CancellationToken cancellationToken)
    {
        (_pool, Model, Shape, Expected) = (pool, model, shape, tiles);
        _cancellation = cancellationToken.UnsafeRegister(static flow => ((TileFlow)flow!).Close(), this);
    }

    public LoadedModel Model { get; }

    public TileShape Shape { get; }

    /// <summary>Tiles announced and not submitted yet; guarded by the pool.</summary>
    internal int Expected { get; set; }

    /// <summary>Submitted tiles that wait for a worker; guarded by the pool.</summary>
    internal Queue<TileWork> Waiting { get; } = [];

    /// <summary>Tiles in a batch that runs; guarded by the pool.</summary>
    internal HashSet<TileWork> Running { get; } = [];

    /// <summary>Place in the order of flows: the smallest is served next; guarded by the pool.</summary>
    internal long Turn { get; set; }

    internal bool Closed { get; set; }

    /// <summary>
    /// Queues a tile and takes over <paramref name="tile"/>. Ends as <see cref="FailureKind.Cancelled"/> where the flow is closed
    /// before it ran, <see cref="FailureKind.ModelFault"/> where its batch failed.
    /// </summary>
    /// <exception cref="InvalidOperationException">More tiles than were announced.</exception>
    public Task<Outcome<TileResult>> RunAsync(TileTensor tile) => _pool.Submit(this, tile);

    public void Dispose()
    {
        _cancellation.Dispose();
        Close();
    }

    private void Close() => _pool.Close(this);
}
