using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SegService.Pipeline.Models;

namespace SegService.Pipeline.Inference;

/// <summary>
/// Runs tiles of all requests on all devices, batched across requests. Requests come in by <see cref="Open"/>; workers, each a
/// thread of its own since kernels block, take batches as <see cref="TileQueue"/> decides. Everything mutable is guarded by one
/// lock, held only for bookkeeping.
/// </summary>
public sealed partial class InferencePool : IAsyncDisposable
{
    private static readonly TimeSpan ShortestRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(2);

    private readonly object _gate = new(); // a monitor, since workers wait on it
    private readonly TileQueue _queue;
    private readonly ThroughputMeter _meter = new();
    private readonly HashSet<TileFlow> _flows = [];
    private readonly InferenceDevices _devices;
    private readonly long _maxQueuedPixels;
    private readonly TimeProvider _time;
    private readonly ILogger<InferencePool> _logger;
    private readonly ITimer _deadline;
    private readonly List<Task> _workers = [];
    private long _queuedPixels;
    private int _queuedTiles;
    private int _runningTiles;
    private int _idleWorkers;
    private long _completedTiles;
    private long _failedBatches;
    private bool _draining;

    public InferencePool(InferenceDevices devices, IOptions<InferenceOptions> options, TimeProvider time, ILogger<InferencePool> logger)
    {
        (_devices, _time, _logger, _maxQueuedPixels) = (devices, time, logger, options.Value.MaxQueuedPixels);
        _queue = new TileQueue(devices.MaxBatchTiles, (long)(options.Value.MaxBatchDelay.TotalSeconds * time.TimestampFrequency));
        _deadline = time.CreateTimer(_ => Wake(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        for (var worker = 0; worker < Workers; worker++)
            _workers.Add(StartWorker(worker % devices.All.Count));
    }

    public int Workers => _devices.All.Count * _devices.WorkersPerDevice;

    /// <summary>Tiles a request should have in the pool at once: enough to keep every worker busy and its next batch ready.</summary>
    public int Window => 2 * Workers * _devices.MaxBatchTiles;

    public PoolStatistics Statistics
    {
        get
        {
            lock (_gate)
            {
                return new PoolStatistics
                {
                    QueuedTiles = _queuedTiles,
                    QueuedPixels = _queuedPixels,
                    RunningTiles = _runningTiles,
                    BusyWorkers = Workers - _idleWorkers,
                    Workers = Workers,
                    BatchFill = _meter.TilesPerBatch / _devices.MaxBatchTiles,
                    PixelsPerSecond = _meter.PixelsPerSecond * Workers,
                    CompletedTiles = _completedTiles,
                    FailedBatches = _failedBatches,
                };
            }
        }
    }

    /// <summary>
    /// Admits a request of <paramref name="tiles"/> tiles, or refuses it as <see cref="FailureKind.Overloaded"/>: while more than
    /// the bound waits, or when the pool drains. The caller leases the model until it disposed the flow.
    /// </summary>
    public Outcome<TileFlow> Open(LoadedModel model, TileShape shape, int tiles, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return Cancelled;
        lock (_gate)
        {
            if (_draining || _queuedPixels > _maxQueuedPixels)
                return Overloaded();
            _queuedTiles += tiles;
            _queuedPixels += (long)tiles * shape.Pixels;
            var flow = new TileFlow(this, model, shape, tiles, cancellationToken);
            if (!flow.Closed)
                _flows.Add(flow);
            return flow;
        }
    }

    /// <summary>Refuses new requests, finishes admitted ones and ends the workers.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _draining = true;
            Monitor.PulseAll(_gate);
        }

        await Task.WhenAll(_workers).ConfigureAwait(false);
        await _deadline.DisposeAsync().ConfigureAwait(false);
    }

    internal Task<Outcome<TileResult>> Submit(TileFlow flow, TileTensor input)
    {
        lock (_gate)
        {
            if (flow.Closed)
            {
                input.Dispose();
                return Task.FromResult<Outcome<TileResult>>(Cancelled);
            }

            if (flow.Expected == 0)
                throw new InvalidOperationException("More tiles were submitted than announced.");
            flow.Expected--;
            var work = new TileWork(flow, input, _time.GetTimestamp());
            _queue.Add(work);
            Monitor.PulseAll(_gate);
            return work.Completion;
        }
    }

    internal void Close(TileFlow flow)
    {
        lock (_gate)
        {
            if (flow.Closed)
                return;
            flow.Closed = true;
            _flows.Remove(flow);
            var removed = _queue.Remove(flow);
            Leave(flow.Shape, removed.Count + flow.Expected);
            foreach (var work in removed)
                work.Input.Dispose();
            foreach (var work in removed.Concat(flow.Running))
                work.Fail(Cancelled);
            Monitor.PulseAll(_gate);
        }
    }

    private static Failure Cancelled => new(FailureKind.Cancelled, "The request was cancelled.");

    private Failure Overloaded() => new(FailureKind.Overloaded, "Too much work is waiting for the network.")
    {
        Limit = $"{_maxQueuedPixels} waiting pixels",
        RetryAfter = _meter.PixelsPerSecond is { } speed
            ? TimeSpan.FromSeconds(Math.Clamp(_queuedPixels / (speed * Workers), ShortestRetry.TotalSeconds, LongestRetry.TotalSeconds))
            : ShortestRetry,
    };

    private void Leave(TileShape shape, int tiles)
    {
        _queuedTiles -= tiles;
        _queuedPixels -= (long)tiles * shape.Pixels;
    }

    private void Wake()
    {
        lock (_gate)
            Monitor.PulseAll(_gate);
    }
}
