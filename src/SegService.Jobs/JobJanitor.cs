using Microsoft.Extensions.Logging;

namespace SegService.Jobs;

/// <summary>Removes what is past its retention, and blobs whose job never came to be or is gone.</summary>
public sealed partial class JobJanitor(IJobStore store, IBlobStore blobs, TimeProvider time, ILogger<JobJanitor> logger)
    : RoundService(Interval, time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>An upload this old is not going to be submitted any more.</summary>
    private static readonly TimeSpan OrphanAge = TimeSpan.FromHours(1);

    private readonly TimeProvider _time = time;

    /// <summary>One round.</summary>
    public async Task CleanAsync(CancellationToken cancellationToken)
    {
        foreach (var job in await store.ExpireAsync(cancellationToken).ConfigureAwait(false))
            await blobs.DeleteAsync(job, cancellationToken).ConfigureAwait(false);

        var limit = _time.GetUtcNow() - OrphanAge;
        await foreach (var (job, writtenAt) in blobs.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            if (writtenAt < limit && await store.FindAsync(job, cancellationToken).ConfigureAwait(false) is not { HasData: true })
                await blobs.DeleteAsync(job, cancellationToken).ConfigureAwait(false);
        }
    }

    protected override Task RunRoundAsync(CancellationToken stopping) => CleanAsync(stopping);

    [LoggerMessage(LogLevel.Warning, "Cleaning up after expired jobs failed; trying again in a minute")]
    protected override partial void LogFailed(Exception exception);
}
