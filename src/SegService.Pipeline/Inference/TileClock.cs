namespace SegService.Pipeline.Inference;

/// <summary>
/// Splits a prediction's wall time: "queue" is the time in which none of its tiles ran, "inference" the rest. Tiles may run side by
/// side and are added in any order.
/// </summary>
internal sealed class TileClock(TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();
    private readonly List<(long From, long To)> _runs = [];

    public void Add(TileResult result) => _runs.Add((result.Started, result.Finished));

    public void Record(StageTimings timings)
    {
        var inference = TimeSpan.Zero;
        var covered = _start;
        foreach (var (from, to) in _runs.Order())
        {
            if (to <= covered)
                continue;
            inference += time.GetElapsedTime(Math.Max(from, covered), to);
            covered = to;
        }

        timings.Add("queue", time.GetElapsedTime(_start) - inference);
        timings.Add("inference", inference);
    }
}
