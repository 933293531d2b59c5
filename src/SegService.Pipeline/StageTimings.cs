using SegService.Pipeline.Caching;
using SegService.Pipeline.Telemetry;

namespace SegService.Pipeline;

/// <summary>Wall time of each stage, in the order of <see cref="Stages"/>. Filled by one request, read when it is answered.</summary>
public sealed class StageTimings(TimeProvider time)
{
    public static readonly IReadOnlyList<string> Stages = ["decode", MapCache.Stage, "preprocess", "queue", "inference", "postprocess", "encode"];

    private readonly Dictionary<string, TimeSpan> _elapsed = [];

    /// <summary>Stage name to milliseconds, the stages that ran only.</summary>
    public IEnumerable<KeyValuePair<string, double>> Milliseconds =>
        Stages.Where(_elapsed.ContainsKey).Select(stage => KeyValuePair.Create(stage, _elapsed[stage].TotalMilliseconds));

    /// <summary>Zero for a stage that did not run.</summary>
    public TimeSpan Of(string stage) => _elapsed.GetValueOrDefault(stage);

    public void Add(string stage, TimeSpan elapsed) =>
        _elapsed[stage] = Of(stage) + elapsed;

    public T Measure<T>(string stage, Func<T> work)
    {
        using var step = PipelineTelemetry.Start(stage);
        var start = time.GetTimestamp();
        try
        {
            return work();
        }
        finally
        {
            Add(stage, time.GetElapsedTime(start));
        }
    }
}
