using System.Diagnostics.Metrics;
using SegService.Pipeline.Telemetry;

namespace SegService.Pipeline.Caching;

/// <summary>How well the cache does, with .NET's own meters.</summary>
internal static class MapCacheMetrics
{
    private static readonly Meter Meter = new(PipelineTelemetry.Name);

    private static readonly Counter<long> Hits = Meter.CreateCounter<long>(
        "segservice.map_cache.hits", "{request}", "Requests whose probability maps were kept, or being made for another");

    private static readonly Counter<long> Misses = Meter.CreateCounter<long>(
        "segservice.map_cache.misses", "{request}", "Requests whose probability maps the network had to make");

    private static readonly UpDownCounter<long> Bytes = Meter.CreateUpDownCounter<long>("segservice.map_cache.bytes", "By", "Probability maps kept");

    public static void Hit() => Hits.Add(1);

    public static void Miss() => Misses.Add(1);

    public static void Grew(long bytes) => Bytes.Add(bytes);
}
