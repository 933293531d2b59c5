using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace SegService.Jobs;

/// <summary>
/// Runs until the host stops, and then ends without complaint: a cancelled loop would be reported as this service's fault where in truth
/// the host's start failed.
/// </summary>
public abstract class QuietService : BackgroundService
{
    protected abstract Task RunAsync(CancellationToken stopping);

    /// <summary>What is still to be done after the stop.</summary>
    protected virtual Task DrainAsync() => Task.CompletedTask;

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await RunAsync(stoppingToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await DrainAsync().ConfigureAwait(false);
        }
    }
}

/// <summary>Does the same again and again; a round that fails is logged, and the next one comes.</summary>
public abstract class RoundService(TimeSpan interval, TimeProvider time) : QuietService
{
    protected abstract Task RunRoundAsync(CancellationToken stopping);

    protected abstract void LogFailed(Exception exception);

    protected sealed override async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(interval, time);
        do
        {
            try
            {
                await RunRoundAsync(stopping).ConfigureAwait(false);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LogFailed(e);
            }
        }
        while (await timer.WaitForNextTickAsync(stopping).ConfigureAwait(false));
    }
}

/// <summary>Asked to stop, it takes nothing new, and lets what is in hand finish for <see cref="JobOptions.DrainTimeout"/>.</summary>
public abstract class DrainingService(IOptions<JobOptions> options, TimeProvider time) : QuietService
{
    // Not disposed: the loop may outlive this object where the host's start failed, and it holds nothing to free.
    private readonly CancellationTokenSource _handBack = new();

    /// <summary>Cancelled when that time is over: the rest is handed back.</summary>
    protected CancellationToken HandBack => _handBack.Token;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await using var patience = time.CreateTimer(_ => _handBack.Cancel(), null, options.Value.DrainTimeout, Timeout.InfiniteTimeSpan);
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
    }
}
