using Microsoft.Extensions.Options;
using SegService.Pipeline.Admission;
using SegService.Pipeline.Caching;
using SegService.Pipeline.Inference;
using SegService.Pipeline.LargeImages;
using SegService.Pipeline.Models;

namespace SegService.Pipeline.Systems;

/// <summary>The system that runs a leased model.</summary>
public interface ISegmentationSystems
{
    /// <summary>Usable as long as the lease.</summary>
    ISegmentationSystem For(ModelLease lease);
}

internal sealed class SegmentationSystems(InferencePool pool, CpuGate cpu, PixelBudget budget, MapCache cache, IOptions<InferenceOptions> options,
    LargeImageOptions large, TimeProvider time)
    : ISegmentationSystems
{
    private readonly ClassicSystem _classic = new(cpu, budget, large);

    public ISegmentationSystem For(ModelLease lease) => lease.Bundle is { } bundle
        ? new NetworkSystem(bundle, new PooledPredictor(pool, lease, options.Value, time), cpu, budget, cache, large)
        : _classic;
}
