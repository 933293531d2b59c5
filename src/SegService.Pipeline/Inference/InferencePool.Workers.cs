using Microsoft.Extensions.Logging;
using SegService.Pipeline.Telemetry;

namespace SegService.Pipeline.Inference;

public sealed partial class InferencePool
{
    private static readonly TimeSpan ShortestTimer = TimeSpan.FromMilliseconds(1);

    private Task StartWorker(int device)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            while (NextBatch() is { } batch)
                Run(batch, device);
            ended.SetResult();
        })
        {
            IsBackground = true,
            Name = $"inference {_devices.All[device]}",
        }.Start();
        return ended.Task;
    }

    /// <summary>Waits for a batch; null once the pool has drained.</summary>
    private TileBatch? NextBatch()
    {
        lock (_gate)
        {
            _idleWorkers++;
            try
            {
                while (!_draining || _flows.Count > 0)
                {
                    var tiles = _queue.Take(_time.GetTimestamp(), _idleWorkers, out var readyAt);
                    if (tiles.Count > 0)
                        return Begin(tiles);
                    if (readyAt is not { } due || SetTimer(due))
                        Monitor.Wait(_gate);
                }

                return null;
            }
            finally
            {
                _idleWorkers--;
            }
        }
    }

    private TileBatch Begin(IReadOnlyList<TileWork> tiles)
    {
        foreach (var work in tiles)
            work.Flow.Running.Add(work);
        _runningTiles += tiles.Count;
        Leave(tiles[0].Flow.Shape, tiles.Count);
        return new TileBatch(tiles);
    }

    private void Run(TileBatch batch, int device)
    {
        using (batch)
        {
            var started = _time.GetTimestamp();
            foreach (var work in batch.Tiles)
                PipelineTelemetry.Waited(_time.GetElapsedTime(work.Arrived, started));
            try
            {
                var maps = batch.Run(batch.Model.Kernels[device]);
                var finished = _time.GetTimestamp();
                End(batch, device, succeeded: true, _time.GetElapsedTime(started, finished));
                for (var i = 0; i < maps.Count; i++)
                    batch.Tiles[i].Complete(new TileResult(maps[i], started, finished));
            }
            catch (Exception fault) // a kernel may throw anything; it ends its batch, never the worker
            {
                LogFault(fault, batch.Model.Identity.ToString(), batch.Tiles.Count, batch.Shape.ToString(), _devices.All[device].ToString());
                End(batch, device, succeeded: false, _time.GetElapsedTime(started));
                foreach (var work in batch.Tiles)
                    work.Fail(new Failure(FailureKind.ModelFault, $"The model {batch.Model.Identity} failed to run on this image."));
            }
        }
    }

    private void End(TileBatch batch, int device, bool succeeded, TimeSpan elapsed)
    {
        PipelineTelemetry.Batch(batch.Tiles.Count, _devices.MaxBatchTiles, _devices.All[device].ToString(), elapsed, succeeded);
        lock (_gate)
        {
            _runningTiles -= batch.Tiles.Count;
            foreach (var work in batch.Tiles)
                work.Flow.Running.Remove(work);
            if (succeeded)
            {
                _completedTiles += batch.Tiles.Count;
                _meter.Add(batch.Tiles.Count, batch.Pixels, elapsed);
            }
            else
            {
                _failedBatches++;
            }
        }
    }

    /// <summary>Wakes the workers when the clock reads <paramref name="due"/>; false where it does already.</summary>
    private bool SetTimer(long due)
    {
        var ticks = due - _time.GetTimestamp();
        if (ticks <= 0)
            return false;
        var wait = TimeSpan.FromSeconds((double)ticks / _time.TimestampFrequency);
        return _deadline.Change(wait > ShortestTimer ? wait : ShortestTimer, Timeout.InfiniteTimeSpan);
    }

    [LoggerMessage(LogLevel.Error, "{Model} failed on a batch of {Tiles} tiles of {Shape} on {Device}")]
    private partial void LogFault(Exception fault, string model, int tiles, string shape, string device);
}
