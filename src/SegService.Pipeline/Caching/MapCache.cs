using Microsoft.Extensions.Options;

namespace SegService.Pipeline.Caching;

/// <summary>
/// The probability maps of the images asked for last, so that a request with other thresholds runs no network. Kept or not, the
/// same nuclei come of them, bit for bit. A request for maps that are in the making waits for them.
/// </summary>
public sealed class MapCache(IOptions<MapCacheOptions> options, TimeProvider time)
{
    /// <summary>The stage of a request that made no maps of its own: how long it looked or waited for another's.</summary>
    public const string Stage = "cache";

    private readonly Lock _lock = new();
    private readonly Dictionary<MapKey, Task<Outcome<ScaledMaps>?>> _inTheMaking = [];
    private readonly MapShelf _shelf = new(options.Value.MaxBytes);

    /// <summary>Of the maps kept.</summary>
    public long Bytes
    {
        get
        {
            lock (_lock)
                return _shelf.Bytes;
        }
    }

    /// <summary>The maps of that key, made by <paramref name="make"/> where they are neither kept nor in the making; the caller disposes them.</summary>
    public async Task<Outcome<ScaledMaps>> GetAsync(MapKey key, StageTimings timings, Func<Task<Outcome<ScaledMaps>>> make, CancellationToken cancellationToken)
    {
        if (options.Value.MaxBytes == 0)
            return await make().ConfigureAwait(false);

        var start = time.GetTimestamp();
        while (true)
        {
            var made = new TaskCompletionSource<Outcome<ScaledMaps>?>(TaskCreationOptions.RunContinuationsAsynchronously);
            var making = Find(key, made.Task, out var kept);
            if (making == made.Task)
                return await MakeAsync(key, made, make).ConfigureAwait(false);
            if ((kept ?? await OthersAsync(making, cancellationToken).ConfigureAwait(false)) is not { } outcome)
                continue;
            MapCacheMetrics.Hit();
            timings.Add(Stage, time.GetElapsedTime(start));
            return outcome;
        }
    }

    /// <summary>What is in the making, where nothing is kept; else <paramref name="mine"/>, which is in the making from now on.</summary>
    private Task<Outcome<ScaledMaps>?> Find(MapKey key, Task<Outcome<ScaledMaps>?> mine, out Outcome<ScaledMaps>? kept)
    {
        kept = null;
        lock (_lock)
        {
            if (_shelf.TryGet(key, out var maps))
                kept = maps;
            else if (!_inTheMaking.ContainsKey(key))
                _inTheMaking[key] = mine;
            return kept is null ? _inTheMaking[key] : Task.FromResult(kept);
        }
    }

    /// <summary>Null where they cannot be had any more: their maker was cancelled, or they were not kept and are given back already.</summary>
    private static async Task<Outcome<ScaledMaps>?> OthersAsync(Task<Outcome<ScaledMaps>?> making, CancellationToken cancellationToken)
    {
        var outcome = await making.WaitAsync(cancellationToken).ConfigureAwait(false);
        return outcome is { Succeeded: true } made && !made.Value.TryRetain() ? null : outcome;
    }

    /// <summary>Whoever waits is told the outcome, or null where the maker was cancelled: then one of them makes the maps.</summary>
    private async Task<Outcome<ScaledMaps>> MakeAsync(MapKey key, TaskCompletionSource<Outcome<ScaledMaps>?> made, Func<Task<Outcome<ScaledMaps>>> make)
    {
        Outcome<ScaledMaps>? outcome = null;
        try
        {
            MapCacheMetrics.Miss();
            outcome = await make().ConfigureAwait(false);
            return outcome.Value;
        }
        finally
        {
            Finish(key, outcome);
            made.SetResult(outcome?.Failure?.Kind == FailureKind.Cancelled ? null : outcome);
        }
    }

    private void Finish(MapKey key, Outcome<ScaledMaps>? outcome)
    {
        lock (_lock)
        {
            _inTheMaking.Remove(key);
            if (outcome is not { Succeeded: true } success)
                return;
            var before = _shelf.Bytes;
            _shelf.Put(key, success.Value);
            MapCacheMetrics.Grew(_shelf.Bytes - before);
        }
    }
}
