using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace SegService.Jobs;

/// <summary>Removes what is past its retention, and blobs whose job never came to be or is gone.</summary>
public sealed partial class JobJanitor(IJobStore store, IBlobStore blobs, TimeProvider time, ILogger<JobJanitor> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>An upload this old is not going to be submitted any more.</summary>
    private static readonly TimeSpan OrphanAge = TimeSpan.FromHours(1);

    /// <summary>One round.</summary>
    public async Task CleanAsync(CancellationToken cancellationToken)
    {
        foreach (var job in await store.ExpireAsync(cancellationToken).ConfigureAwait(false))
            await blobs.DeleteAsync(job, cancellationToken).ConfigureAwait(false);

        var limit = time.GetUtcNow() - OrphanAge;
        await foreach (var (job, writtenAt) in blobs.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            if (writtenAt < limit && await store.FindAsync(job, cancellationToken).ConfigureAwait(false) is not { HasData: true })
                await blobs.DeleteAsync(job, cancellationToken).ConfigureAwait(false);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await CleanForeverAsync(stoppingToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Said here because the host, when its start failed, would report it as this service's fault.
        }
    }

    private async Task CleanForeverAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                await CleanAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LogFailed(e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
    }

    [LoggerMessage(LogLevel.Warning, "Cleaning up after expired jobs failed; trying again in a minute")]
    private partial void LogFailed(Exception exception);
}
