using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using SegService.Pipeline.Caching;
using SegService.Pipeline.Models;
using SegService.Pipeline.Postprocessing;

namespace SegService.Pipeline.Tests.Caching;

public sealed class MapCacheTests
{
    private static readonly AsyncLocal<Dictionary<string, long>?> _counted = new();

    private readonly FakeTimeProvider _time = new();
    private readonly MapCache _cache;
    private readonly MapKey _key = new("image", 0, null, new ModelIdentity("unet", "1", ""), null, false);
    private readonly ScaledMaps _maps = new(1, new SegmentationMaps(2, 1, new float[2]));
    private int _made;

    public MapCacheTests() => _cache = Cache(maxBytes: 1024);

    [Fact]
    public async Task Maps_are_made_once_and_handed_out_as_they_are()
    {
        var first = await GetAsync(() => Task.FromResult<Outcome<ScaledMaps>>(_maps));
        var second = await GetAsync(NotAgainAsync);

        Assert.Same(_maps, first.Value);
        Assert.Same(_maps, second.Value);
        Assert.Equal(2, _cache.Bytes);
    }

    [Fact]
    public async Task Whoever_asks_meanwhile_waits_and_is_told_how_long()
    {
        var making = new TaskCompletionSource<Outcome<ScaledMaps>>();
        StageTimings maker = new(_time), waiter = new(_time);
        var first = GetAsync(() => making.Task, maker);
        var second = GetAsync(NotAgainAsync, waiter);
        Assert.False(second.IsCompleted);

        _time.Advance(TimeSpan.FromMilliseconds(70));
        making.SetResult(_maps);

        Assert.Same(_maps, (await first).Value);
        Assert.Same(_maps, (await second).Value);
        Assert.Empty(maker.Milliseconds);
        Assert.Equal([KeyValuePair.Create("cache", 70.0)], waiter.Milliseconds);
    }

    [Fact]
    public async Task A_failure_is_told_to_all_who_wait_and_not_kept()
    {
        var making = new TaskCompletionSource<Outcome<ScaledMaps>>();
        var first = GetAsync(() => making.Task);
        var second = GetAsync(NotAgainAsync);
        making.SetResult(new Failure(FailureKind.ModelFault, "broken"));

        Assert.Equal(FailureKind.ModelFault, (await first).Failure?.Kind);
        Assert.Equal(FailureKind.ModelFault, (await second).Failure?.Kind);
        Assert.Same(_maps, (await GetAsync(() => Task.FromResult<Outcome<ScaledMaps>>(_maps))).Value);
        Assert.Equal(2, _made);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Where_the_maker_leaves_one_of_those_who_wait_takes_over(bool byException)
    {
        var making = new TaskCompletionSource<Outcome<ScaledMaps>>();
        var first = GetAsync(() => making.Task);
        var second = GetAsync(() => Task.FromResult<Outcome<ScaledMaps>>(_maps));

        if (byException)
            making.SetException(new OperationCanceledException());
        else
            making.SetResult(new Failure(FailureKind.Cancelled, "gone"));

        Assert.Same(_maps, (await second).Value);
        Assert.Equal(2, _made);
        await Task.WhenAny(first);
    }

    [Fact]
    public async Task Whoever_waits_may_leave_and_the_maker_goes_on()
    {
        var making = new TaskCompletionSource<Outcome<ScaledMaps>>();
        using var leaving = new CancellationTokenSource();
        var first = GetAsync(() => making.Task);
        var second = _cache.GetAsync(_key, new StageTimings(_time), NotAgainAsync, leaving.Token);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);

        making.SetResult(_maps);
        Assert.Same(_maps, (await first).Value);
    }

    [Fact]
    public async Task Maps_that_nobody_keeps_are_given_back_by_the_last_who_asked()
    {
        var small = Cache(maxBytes: 1);
        var making = new TaskCompletionSource<Outcome<ScaledMaps>>();
        var first = small.GetAsync(_key, new StageTimings(_time), () => making.Task, TestContext.Current.CancellationToken);
        var second = small.GetAsync(_key, new StageTimings(_time), NotAgainAsync, TestContext.Current.CancellationToken);
        making.SetResult(_maps);

        (await second).Value.Dispose();
        Assert.True(_maps.TryRetain());
        _maps.Dispose();
        (await first).Value.Dispose();
        Assert.False(_maps.TryRetain());
    }

    [Fact]
    public async Task Maps_that_were_given_back_before_a_waiter_took_them_are_made_again()
    {
        var small = Cache(maxBytes: 1);
        var making = new TaskCompletionSource<Outcome<ScaledMaps>>();
        var again = new ScaledMaps(1, new SegmentationMaps(2, 1, new float[2]));
        var first = small.GetAsync(_key, new StageTimings(_time), () => making.Task, TestContext.Current.CancellationToken);
        var second = small.GetAsync(_key, new StageTimings(_time), () => Task.FromResult<Outcome<ScaledMaps>>(again), TestContext.Current.CancellationToken);

        _maps.Dispose();
        making.SetResult(_maps);

        Assert.Same(_maps, (await first).Value);
        Assert.Same(again, (await second).Value);
    }

    [Fact]
    public async Task Maps_that_are_pushed_out_stay_with_whoever_has_them()
    {
        var small = Cache(maxBytes: 2);
        var held = (await small.GetAsync(_key, new StageTimings(_time), MakeAsync, TestContext.Current.CancellationToken)).Value;
        var other = new ScaledMaps(1, new SegmentationMaps(2, 1, new float[2]));
        using var next = (await small.GetAsync(_key with { Page = 1 }, new StageTimings(_time), () => Task.FromResult<Outcome<ScaledMaps>>(other), TestContext.Current.CancellationToken)).Value;

        Assert.Equal(2, small.Bytes);
        Assert.True(held.TryRetain());
        held.Dispose();
        held.Dispose();
        Assert.False(held.TryRetain());
    }

    [Fact]
    public async Task Without_a_byte_to_keep_every_request_makes_its_own()
    {
        var off = Cache(maxBytes: 0);
        for (var i = 0; i < 2; i++)
            await off.GetAsync(_key, new StageTimings(_time), MakeAsync, TestContext.Current.CancellationToken);

        Assert.Equal(2, _made);
        Assert.Equal(0, off.Bytes);
    }

    [Fact]
    public async Task Hits_misses_and_bytes_are_counted()
    {
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name.StartsWith("segservice.map_cache.", StringComparison.Ordinal))
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        // Meters are one set a process: only what this test's own calls count is listened to.
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => _counted.Value?[instrument.Name] = _counted.Value.GetValueOrDefault(instrument.Name) + value);
        listener.Start();
        var counted = _counted.Value = [];

        await GetAsync(MakeAsync);
        await GetAsync(NotAgainAsync);
        await GetAsync(NotAgainAsync);

        Assert.Equal(1, counted["segservice.map_cache.misses"]);
        Assert.Equal(2, counted["segservice.map_cache.hits"]);
        Assert.Equal(2, counted["segservice.map_cache.bytes"]);
    }

    private MapCache Cache(long maxBytes) => new(Options.Create(new MapCacheOptions { MaxBytes = maxBytes }), _time);

    private Task<Outcome<ScaledMaps>> GetAsync(Func<Task<Outcome<ScaledMaps>>> make, StageTimings? timings = null) => _cache.GetAsync(_key, timings ?? new StageTimings(_time), () =>
    {
        _made++;
        return make();
    }, TestContext.Current.CancellationToken);

    private Task<Outcome<ScaledMaps>> MakeAsync()
    {
        _made++;
        return Task.FromResult<Outcome<ScaledMaps>>(_maps);
    }

    private static Task<Outcome<ScaledMaps>> NotAgainAsync() => throw new InvalidOperationException("Made again.");
}
