using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using SegService.Pipeline.Inference;
using SegService.Pipeline.Models;

namespace SegService.Pipeline.Tests.Inference;

/// <summary>A pool of simulated devices, one worker each, on a clock the test owns.</summary>
internal sealed class PoolFixture : IAsyncDisposable
{
    public static readonly TileShape Small = new(1, 8, 8);

    public PoolFixture(int devices = 1, int batch = 1, long maxQueuedPixels = 1 << 30, bool open = false)
    {
        var ids = new DeviceIdList();
        ids.AddRange(Enumerable.Range(0, devices));
        var options = Microsoft.Extensions.Options.Options.Create(new InferenceOptions
        {
            Provider = ExecutionProvider.Cuda,
            DeviceIds = ids,
            MaxBatchTiles = batch,
            MaxQueuedPixels = maxQueuedPixels,
            MaxTileSide = 128,
            TileOverlap = 32,
        });
        Options = options.Value;
        Kernels = [.. ids.Select(_ => new GatedKernel(open))];
        Model = NewModel("gated", Kernels);
        Pool = new InferencePool(new InferenceDevices(options, new EveryDevice(), NullLogger<InferenceDevices>.Instance), options, Time,
            NullLogger<InferencePool>.Instance);
    }

    public FakeTimeProvider Time { get; } = new();

    public InferenceOptions Options { get; }

    public IReadOnlyList<GatedKernel> Kernels { get; }

    public GatedKernel Kernel => Kernels[0];

    public LoadedModel Model { get; }

    public InferencePool Pool { get; }

    public static LoadedModel NewModel(string name, IReadOnlyList<IInferenceKernel> kernels) =>
        new(new ModelIdentity(name, "1", "simulated"), SimulatedBundle.Of(name), kernels);

    public TileFlow Open(int tiles, TileShape? shape = null, LoadedModel? model = null, CancellationToken cancellationToken = default) =>
        Pool.Open(model ?? Model, shape ?? Small, tiles, cancellationToken).Value;

    /// <summary>A tile that carries its signature in every value.</summary>
    public static TileTensor Tile(float signature, TileShape? shape = null)
    {
        var tile = new TileTensor(shape ?? Small);
        tile.Data.Span.Fill(signature);
        return tile;
    }

    /// <summary>Submits one tile for each signature.</summary>
    public static IReadOnlyList<Task<Outcome<TileResult>>> Submit(TileFlow flow, params IEnumerable<float> signatures) =>
        [.. signatures.Select(signature => flow.RunAsync(Tile(signature, flow.Shape)))];

    public static async Task<float> SignatureAsync(Task<Outcome<TileResult>> tile)
    {
        using var result = (await tile.WaitAsync(TimeSpan.FromSeconds(60))).Value;
        return Assert.Single(result.Maps.Data.ToArray().Distinct());
    }

    public static async Task<FailureKind?> FailureAsync(Task<Outcome<TileResult>> tile) =>
        (await tile.WaitAsync(TimeSpan.FromSeconds(60))).Failure?.Kind;

    /// <summary>Moves the clock on until it happens: a worker may set its timer before or after any one step.</summary>
    public async Task<T> AdvanceUntilAsync<T>(Task<T> happening)
    {
        while (!happening.IsCompleted)
        {
            Time.Advance(Options.MaxBatchDelay);
            await Task.Yield();
        }

        return await happening;
    }

    public async ValueTask DisposeAsync() => await Pool.DisposeAsync();

    private sealed class EveryDevice : IProviderProbe
    {
        public string? WhatIsMissing(InferenceDevice device) => null;
    }
}
