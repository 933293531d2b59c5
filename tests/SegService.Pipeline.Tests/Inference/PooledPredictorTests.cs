using SegService.Pipeline.Inference;
using SegService.Pipeline.Models;
using SegService.Pipeline.Preprocessing;

namespace SegService.Pipeline.Tests.Inference;

public sealed class PooledPredictorTests
{
    private static ModelInput Noise(int seed, int height, int width)
    {
        var random = new Random(seed);
        var input = new ModelInput(1, height, width);
        foreach (ref var value in input.Data.Span)
            value = random.NextSingle();
        return input;
    }

    private static PooledPredictor Predictor(PoolFixture fixture, ModelLease lease) =>
        new(fixture.Pool, lease, fixture.Options, fixture.Time);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(17, 300)]
    [InlineData(64, 128)]
    [InlineData(400, 333)]
    public async Task An_identity_network_gives_back_any_image_exactly(int height, int width)
    {
        await using var fixture = new PoolFixture(devices: 2, open: true);
        using var lease = ModelLease.TryTake(fixture.Model)!;
        using var input = Noise(1, height, width);
        var timings = new StageTimings(fixture.Time);

        var values = input.Data.ToArray();
        var maps = (await Predictor(fixture, lease).PredictAsync(input, timings, default)).Value;

        Assert.Equal((width, height), (maps.Width, maps.Height));
        Assert.Equal(values, maps.Nucleus);
        Assert.Null(maps.Border);
        Assert.Equal(["queue", "inference"], timings.Milliseconds.Select(stage => stage.Key));
    }

    [Fact]
    public async Task Many_requests_at_once_lose_and_cross_nothing()
    {
        await using var fixture = new PoolFixture(devices: 3, open: true);
        using var lease = ModelLease.TryTake(fixture.Model)!;
        var random = new Random(5);
        var sizes = Enumerable.Range(0, 64).Select(_ => (Height: random.Next(1, 400), Width: random.Next(1, 400))).ToList();

        var same = await Task.WhenAll(sizes.Select((size, seed) => Task.Run(async () =>
        {
            using var input = Noise(seed, size.Height, size.Width);
            var values = input.Data.ToArray();
            var maps = (await Predictor(fixture, lease).PredictAsync(input, new StageTimings(fixture.Time), default)).Value;
            return values.AsSpan().SequenceEqual(maps.Nucleus);
        })));

        Assert.DoesNotContain(false, same);
        Assert.Equal((0, 0L), (fixture.Pool.Statistics.QueuedTiles, fixture.Pool.Statistics.QueuedPixels));
    }

    [Theory]
    [InlineData(64, 128)]
    [InlineData(60, 100)]
    public async Task The_input_is_given_back_before_its_last_tile_has_run(int height, int width)
    {
        await using var fixture = new PoolFixture();
        using var lease = ModelLease.TryTake(fixture.Model)!;
        using var input = Noise(1, height, width);
        var prediction = Predictor(fixture, lease).PredictAsync(input, new StageTimings(fixture.Time), default);
        var running = await fixture.Kernel.NextAsync();

        Assert.Throws<ObjectDisposedException>(() => input.Data);
        running.Release();

        Assert.True((await prediction).Succeeded);
    }

    [Fact]
    public async Task Cancelling_frees_the_places_of_all_tiles()
    {
        await using var fixture = new PoolFixture();
        using var lease = ModelLease.TryTake(fixture.Model)!;
        using var input = Noise(1, 400, 400);
        using var cancellation = new CancellationTokenSource();
        var prediction = Predictor(fixture, lease).PredictAsync(input, new StageTimings(fixture.Time), cancellation.Token);
        var running = await fixture.Kernel.NextAsync();

        cancellation.Cancel();

        Assert.Equal(FailureKind.Cancelled, (await prediction).Failure?.Kind);
        Assert.Equal(0, fixture.Pool.Statistics.QueuedTiles);
        running.Release();
    }

    [Fact]
    public async Task One_failed_tile_fails_its_image_and_frees_the_rest()
    {
        await using var fixture = new PoolFixture();
        using var lease = ModelLease.TryTake(fixture.Model)!;
        using var input = Noise(1, 400, 400);
        var prediction = Predictor(fixture, lease).PredictAsync(input, new StageTimings(fixture.Time), default);

        (await fixture.Kernel.NextAsync()).Fail();
        (await fixture.Kernel.NextAsync()).Release();

        Assert.Equal(FailureKind.ModelFault, (await prediction).Failure?.Kind);
        Assert.Equal(0, fixture.Pool.Statistics.QueuedTiles);
    }

    [Fact]
    public async Task An_input_of_other_planes_than_the_network_reads_is_a_model_fault()
    {
        await using var fixture = new PoolFixture();
        using var lease = ModelLease.TryTake(fixture.Model)!;
        using var input = new ModelInput(3, 8, 8);

        var failure = (await Predictor(fixture, lease).PredictAsync(input, new StageTimings(fixture.Time), default)).Failure!;

        Assert.Equal(FailureKind.ModelFault, failure.Kind);
        Assert.Contains("reads 1 planes", failure.Detail);
    }

    [Fact]
    public void Wall_time_is_split_between_waiting_and_running()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var clock = new TileClock(time);
        var timings = new StageTimings(time);
        long At(int milliseconds) => time.GetTimestamp() + (milliseconds * time.TimestampFrequency / 1000);
        foreach (var (from, to) in new[] { (50, 60), (10, 30), (20, 40) })
            clock.Add(new TileResult(new TileTensor(PoolFixture.Small), At(from), At(to)));
        time.Advance(TimeSpan.FromMilliseconds(100));

        clock.Record(timings);

        Assert.Equal([KeyValuePair.Create("queue", 60.0), KeyValuePair.Create("inference", 40.0)], timings.Milliseconds);
    }
}
