namespace SegService.Pipeline;

public static class Overload
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>For what cannot be refused any more: waits for its turn where a new request would be told to come again.</summary>
    public static async Task<Outcome<T>> OutlastAsync<T>(this TimeProvider time, Func<Task<Outcome<T>>> work, CancellationToken cancellationToken)
    {
        while (true)
        {
            var outcome = await work().ConfigureAwait(false);
            if (outcome.Failure is not { Kind: FailureKind.Overloaded } full)
                return outcome;
            await Task.Delay(full.RetryAfter ?? Pause, time, cancellationToken).ConfigureAwait(false);
        }
    }
}
