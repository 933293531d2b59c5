namespace SegService.Jobs;

/// <summary>
/// Those of the <see cref="JobOptions"/> that decide what becomes of a job. They travel with every change of state, so that it means
/// the same wherever it is applied.
/// </summary>
public sealed record JobRules(
    TimeSpan LeaseDuration, int MaxAttempts, TimeSpan RetryDelay, TimeSpan MaxRetryDelay, int MaxQueuedImages, TimeSpan Retention)
{
    /// <summary>The pause after <paramref name="attempts"/> failed tries.</summary>
    public TimeSpan BackOff(int attempts)
    {
        var doublings = Math.Min(attempts - 1, 30);
        return TimeSpan.FromTicks((long)Math.Min(RetryDelay.Ticks * Math.Pow(2, doublings), MaxRetryDelay.Ticks));
    }
}
