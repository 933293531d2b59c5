using SegService.Pipeline.Inference;
using static SegService.Pipeline.Tests.Inference.PoolFixture;

namespace SegService.Pipeline.Tests.Inference;

/// <summary>Time stands still here unless a test moves it: what runs, runs without a delay.</summary>
public sealed class InferencePoolTests
{
    [Fact]
    public async Task A_lone_tile_runs_at_once()
    {
        await using var fixture = new PoolFixture(batch: 8, open: true);
        using var flow = fixture.Open(1);

        Assert.Equal(7, await SignatureAsync(Submit(flow, 7)[0]));
    }

    [Fact]
    public async Task A_full_batch_of_several_requests_runs_at_once_and_each_gets_its_own()
    {
        await using var fixture = new PoolFixture(batch: 3);
        using var first = fixture.Open(2);
        using var second = fixture.Open(1);

        var tiles = Submit(first, 1, 2).Concat(Submit(second, 3)).ToList();
        var batch = await fixture.Kernel.NextAsync();
        batch.Release();

        Assert.Equal([1, 2, 3], batch.Signatures.Order());
        for (var i = 0; i < 3; i++)
            Assert.Equal(i + 1, await SignatureAsync(tiles[i]));
    }

    [Fact]
    public async Task A_part_batch_runs_when_its_oldest_tile_has_waited_long_enough()
    {
        await using var fixture = new PoolFixture(batch: 8);
        using var flow = fixture.Open(3);

        var tiles = Submit(flow, 1, 2);
        Assert.False(fixture.Kernel.HasBegunAnother);
        var batch = await fixture.AdvanceUntilAsync(fixture.Kernel.NextAsync());
        batch.Release();

        Assert.Equal([1, 2], batch.Signatures);
        Assert.Equal(2, await SignatureAsync(tiles[1]));
    }

    [Fact]
    public async Task Idle_devices_share_what_waits()
    {
        await using var fixture = new PoolFixture(devices: 2, batch: 4);
        using var flow = fixture.Open(4);

        var tiles = Submit(flow, 1, 2, 3, 4);
        var batches = await Task.WhenAll(fixture.Kernels.Select(kernel => kernel.NextAsync()));
        foreach (var batch in batches)
            batch.Release();

        Assert.Equal([1, 2, 3, 4], batches.SelectMany(batch => batch.Signatures).Order());
        Assert.Equal<IEnumerable<float>>([1, 2, 3, 4], await Task.WhenAll(tiles.Select(SignatureAsync)));
    }

    [Fact]
    public async Task Shapes_and_models_never_mix()
    {
        await using var fixture = new PoolFixture(batch: 4);
        var other = new GatedKernel(open: true);
        var blocker = await BlockAsync(fixture);
        using var small = fixture.Open(2);
        using var wide = fixture.Open(2, new TileShape(1, 8, 16));
        using var foreign = fixture.Open(1, model: NewModel("other", [other]));

        var tiles = Submit(small, 1, 2).Concat(Submit(wide, 3, 4)).Concat(Submit(foreign, 5)).ToList();
        fixture.Time.Advance(fixture.Options.MaxBatchDelay);
        blocker.Release();
        (await fixture.Kernel.NextAsync()).Release();
        (await fixture.Kernel.NextAsync()).Release();

        Assert.Equal<IEnumerable<float>>([1, 2, 3, 4, 5], await Task.WhenAll(tiles.Select(SignatureAsync)));
        Assert.Equal([5], (await other.NextAsync()).Signatures);
    }

    [Fact]
    public async Task A_large_request_does_not_starve_a_small_one()
    {
        await using var fixture = new PoolFixture();
        using var large = fixture.Open(100);
        using var small = fixture.Open(1);
        Submit(large, Enumerable.Range(0, 100).Select(i => (float)i));
        var running = await fixture.Kernel.NextAsync();

        var tile = Submit(small, -1)[0];
        running.Release();
        (await fixture.Kernel.NextAsync()).Release();
        (await fixture.Kernel.NextAsync()).Release();

        Assert.Equal(-1, await SignatureAsync(tile));
        running = await fixture.Kernel.NextAsync();
        large.Dispose();
        running.Release();
    }

    [Fact]
    public async Task Cancelled_tiles_leave_the_queue_never_run_and_give_their_buffers_back()
    {
        await using var fixture = new PoolFixture();
        var running = await BlockAsync(fixture);
        using var cancellation = new CancellationTokenSource();
        using var flow = fixture.Open(3, cancellationToken: cancellation.Token);
        var inputs = new[] { Tile(1), Tile(2) };
        var tiles = inputs.Select(flow.RunAsync).ToList();
        Assert.Equal(3, fixture.Pool.Statistics.QueuedTiles);

        cancellation.Cancel();

        foreach (var tile in tiles)
            Assert.Equal(FailureKind.Cancelled, await FailureAsync(tile));
        Assert.Equal(FailureKind.Cancelled, await FailureAsync(Submit(flow, 3)[0]));
        Assert.All(inputs, input => Assert.True(input.IsDisposed));
        Assert.Equal((0, 0L), (fixture.Pool.Statistics.QueuedTiles, fixture.Pool.Statistics.QueuedPixels));
        running.Release();
        await fixture.Pool.DisposeAsync();
        Assert.False(fixture.Kernel.HasBegunAnother);
    }

    [Fact]
    public async Task Cancelling_a_running_tile_answers_at_once_and_spares_its_batch_mates()
    {
        await using var fixture = new PoolFixture(batch: 2);
        using var cancellation = new CancellationTokenSource();
        using var cancelled = fixture.Open(1, cancellationToken: cancellation.Token);
        using var kept = fixture.Open(2);
        var mate = Submit(kept, 1)[0];
        var input = Tile(2);
        var tile = cancelled.RunAsync(input);
        var batch = await fixture.Kernel.NextAsync();

        cancellation.Cancel();

        Assert.Equal(FailureKind.Cancelled, await FailureAsync(tile));
        Assert.False(input.IsDisposed);
        batch.Release();
        Assert.Equal(1, await SignatureAsync(mate));
        kept.Dispose();
        await fixture.Pool.DisposeAsync();
        Assert.True(input.IsDisposed);
    }

    [Fact]
    public async Task A_request_cancelled_before_it_came_is_not_admitted()
    {
        await using var fixture = new PoolFixture();

        var outcome = fixture.Pool.Open(fixture.Model, Small, 1, new CancellationToken(canceled: true));

        Assert.Equal(FailureKind.Cancelled, outcome.Failure?.Kind);
        Assert.Equal(0, fixture.Pool.Statistics.QueuedTiles);
    }

    [Fact]
    public async Task A_model_released_while_its_batch_runs_lives_until_the_batch_ends()
    {
        await using var fixture = new PoolFixture();
        var flow = fixture.Open(1);
        Submit(flow, 1);
        var batch = await fixture.Kernel.NextAsync();

        flow.Dispose();
        fixture.Model.Release();
        Assert.False(fixture.Kernel.Disposed);
        batch.Release();
        await fixture.Pool.DisposeAsync();

        Assert.True(fixture.Kernel.Disposed);
    }

    [Fact]
    public async Task A_failing_kernel_fails_its_batch_only()
    {
        await using var fixture = new PoolFixture(batch: 2);
        using var flow = fixture.Open(4);
        var failing = Submit(flow, 1, 2);
        (await fixture.Kernel.NextAsync()).Fail();
        foreach (var tile in failing)
            Assert.Equal(FailureKind.ModelFault, await FailureAsync(tile));

        var sound = Submit(flow, 3, 4);
        (await fixture.Kernel.NextAsync()).Release();

        Assert.Equal<IEnumerable<float>>([3, 4], await Task.WhenAll(sound.Select(SignatureAsync)));
        Assert.Equal((1L, 2L), (fixture.Pool.Statistics.FailedBatches, fixture.Pool.Statistics.CompletedTiles));
    }

    [Fact]
    public async Task Past_the_bound_requests_are_told_when_to_retry_by_measured_speed()
    {
        await using var fixture = new PoolFixture(maxQueuedPixels: 640);
        using (var measured = fixture.Open(1))
        {
            var tile = Submit(measured, 1)[0];
            var batch = await fixture.Kernel.NextAsync();
            fixture.Time.Advance(TimeSpan.FromSeconds(1));
            batch.Release();
            await SignatureAsync(tile);
        }

        using var admitted = fixture.Open(11);
        var refused = fixture.Pool.Open(fixture.Model, Small, 1, default).Failure!;

        Assert.Equal((FailureKind.Overloaded, TimeSpan.FromSeconds(11)), (refused.Kind, refused.RetryAfter));
        Assert.Contains("640", refused.Limit);
        admitted.Dispose();
        using var after = fixture.Open(1);
    }

    [Fact]
    public async Task Disposing_finishes_admitted_work_and_refuses_new()
    {
        await using var fixture = new PoolFixture();
        using var flow = fixture.Open(2);
        var first = Submit(flow, 1)[0];
        var running = await fixture.Kernel.NextAsync();

        var draining = fixture.Pool.DisposeAsync().AsTask();
        Assert.Equal(FailureKind.Overloaded, fixture.Pool.Open(fixture.Model, Small, 1, default).Failure?.Kind);
        running.Release();
        var second = Submit(flow, 2)[0];
        (await fixture.Kernel.NextAsync()).Release();

        Assert.Equal<IEnumerable<float>>([1, 2], await Task.WhenAll(SignatureAsync(first), SignatureAsync(second)));
        Assert.False(draining.IsCompleted);
        flow.Dispose();
        await draining.WaitAsync(TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task Statistics_say_what_waits_and_what_runs()
    {
        await using var fixture = new PoolFixture(batch: 2);
        using var flow = fixture.Open(5);
        Submit(flow, 1, 2, 3);
        var batch = await fixture.Kernel.NextAsync();

        var statistics = fixture.Pool.Statistics;

        Assert.Equal((3, 3L * Small.Pixels, 2, 1, 1),
            (statistics.QueuedTiles, statistics.QueuedPixels, statistics.RunningTiles, statistics.BusyWorkers, statistics.Workers));
        Assert.Null(statistics.BacklogSeconds);
        fixture.Time.Advance(TimeSpan.FromSeconds(2));
        flow.Dispose();
        batch.Release();
        await fixture.Pool.DisposeAsync();
        Assert.Equal((1.0, (double?)Small.Pixels), (fixture.Pool.Statistics.BatchFill, fixture.Pool.Statistics.PixelsPerSecond));
    }

    [Fact]
    public async Task More_tiles_than_announced_are_a_bug()
    {
        await using var fixture = new PoolFixture(open: true);
        using var flow = fixture.Open(1);
        await SignatureAsync(Submit(flow, 1)[0]);

        Assert.Throws<InvalidOperationException>(() => Submit(flow, 2));
    }

    /// <summary>Keeps the only worker busy with a batch of its own.</summary>
    private static async Task<GatedKernel.Batch> BlockAsync(PoolFixture fixture)
    {
        using var flow = fixture.Open(1);
        Submit(flow, 0);
        return await fixture.Kernel.NextAsync();
    }
}
