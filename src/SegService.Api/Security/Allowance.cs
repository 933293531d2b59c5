namespace SegService.Api.Security;

/// <summary>
/// A token bucket: so much a minute, refilled evenly, at most a minute's worth saved up. Own code because the framework's limiters read
/// the system's clock and refuse for ever what is larger than the whole bucket; here such a charge waits for a full bucket and is owed for.
/// </summary>
internal sealed class Allowance(long perMinute, TimeProvider time)
{
    private readonly Lock _lock = new();
    private double _left = perMinute;
    private long _at = time.GetTimestamp();

    public long PerMinute => perMinute;

    /// <summary>Null when the charge was taken, else how long until it could be.</summary>
    public TimeSpan? Take(long charge)
    {
        lock (_lock)
        {
            Refill();
            var missing = Math.Min(charge, perMinute) - _left;
            if (missing > 0)
                return TimeSpan.FromMinutes(missing / perMinute);
            _left -= charge;
            return null;
        }
    }

    /// <summary>Undoes a charge that was taken.</summary>
    public void GiveBack(long charge)
    {
        lock (_lock)
        {
            Refill();
            _left = Math.Min(perMinute, _left + charge);
        }
    }

    private void Refill()
    {
        var now = time.GetTimestamp();
        _left = Math.Min(perMinute, _left + (time.GetElapsedTime(_at, now).TotalMinutes * perMinute));
        _at = now;
    }
}
