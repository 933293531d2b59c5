using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace SegService.Jobs.Processing;

/// <summary>
/// Keeps its slots full. Asked to stop, it takes nothing new, lets what is in hand finish for a while, and hands the rest back.
/// </summary>
public sealed partial class JobWorker(
    IJobQueue queue, ImageRunner runner, IOptions<JobOptions> options, TimeProvider time, ILogger<JobWorker> logger)
    : DrainingService(options, time)
{
    private static readonly TimeSpan TakeWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PauseAfterError = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _time = time;
    private readonly int _slotCount = options.Value.Slots;

    // Not disposed: the loop may outlive this object where the host's start failed, and it holds nothing to free.
    private readonly SemaphoreSlim _slots = new(options.Value.Slots);

    protected override async Task RunAsync(CancellationToken stopping)
    {
        while (true)
            await FillAsync(stopping).ConfigureAwait(false);
    }

    protected override async Task DrainAsync()
    {
        for (var i = 0; i < _slotCount; i++)
            await _slots.WaitAsync().ConfigureAwait(false);
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
            await Task.Delay(PauseAfterError, _time, stopping).ConfigureAwait(false);
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
            await runner.RunAsync(lease, HandBack).ConfigureAwait(false);
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

    [LoggerMessage(LogLevel.Error, "Could not take work from the queue; trying again")]
    private partial void LogTakeFailed(Exception exception);

    [LoggerMessage(LogLevel.Error, "Job {Job} image {Index}: the outcome could not be reported; it will be tried again")]
    private partial void LogReportFailed(Exception exception, Guid job, int index);
}
