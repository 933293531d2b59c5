using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace SegService.Jobs.Processing;

/// <summary>
/// Keeps its slots full. Asked to stop, it takes nothing new, lets what is in hand finish for a while, and hands the rest back.
/// </summary>
public sealed partial class JobWorker(
    IJobQueue queue, ImageRunner runner, IOptions<JobOptions> options, TimeProvider time, ILogger<JobWorker> logger) : BackgroundService
{
    private static readonly TimeSpan TakeWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PauseAfterError = TimeSpan.FromSeconds(1);

    // Neither is disposed: the loop may outlive this object where the host's start failed, and neither holds anything to free.
    private readonly SemaphoreSlim _slots = new(options.Value.Slots);
    private readonly CancellationTokenSource _handBack = new();

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await using var patience = time.CreateTimer(_ => _handBack.Cancel(), null, options.Value.DrainTimeout, Timeout.InfiniteTimeSpan);
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
                await FillAsync(stoppingToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await DrainAsync().ConfigureAwait(false);
        }
    }

    private async Task FillAsync(CancellationToken stopping)
    {
        var free = await ReserveAsync(stopping).ConfigureAwait(false);
        IReadOnlyList<Lease> leases = [];
        try
        {
            leases = await queue.TakeAsync(free, TakeWait, stopping).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogTakeFailed(e);
            await Task.Delay(PauseAfterError, time, stopping).ConfigureAwait(false);
        }
        finally
        {
            if (free > leases.Count)
                _slots.Release(free - leases.Count);
        }

        foreach (var lease in leases)
            _ = Task.Run(() => RunAsync(lease), CancellationToken.None);
    }

    /// <summary>Waits for a slot and takes every other free one too.</summary>
    private async Task<int> ReserveAsync(CancellationToken stopping)
    {
        await _slots.WaitAsync(stopping).ConfigureAwait(false);
        var free = 1;
        while (_slots.Wait(0, CancellationToken.None))
            free++;
        return free;
    }

    private async Task RunAsync(Lease lease)
    {
        try
        {
            await runner.RunAsync(lease, _handBack.Token).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // The backend refused the report; the lease runs out and the image is tried again.
            LogReportFailed(e, lease.Job, lease.Image.Index);
        }
        finally
        {
            _slots.Release();
        }
    }

    private async Task DrainAsync()
    {
        for (var i = 0; i < options.Value.Slots; i++)
            await _slots.WaitAsync().ConfigureAwait(false);
    }

    [LoggerMessage(LogLevel.Error, "Could not take work from the queue; trying again")]
    private partial void LogTakeFailed(Exception exception);

    [LoggerMessage(LogLevel.Error, "Job {Job} image {Index}: the outcome could not be reported; it will be tried again")]
    private partial void LogReportFailed(Exception exception, Guid job, int index);
}
