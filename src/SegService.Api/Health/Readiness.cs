using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using SegService.Api.Server;
using SegService.Pipeline;

namespace SegService.Api.Health;

/// <summary>
/// Ready from the moment the pipeline, and with it every model, is loaded until shutdown begins. Shutdown then waits a little
/// before the server closes, so that load balancers see "not ready" before they see a closed door.
/// </summary>
internal sealed class Readiness(IServiceProvider services, IHostApplicationLifetime lifetime, IOptions<RequestLimits> limits, TimeProvider time)
    : IHostedLifecycleService, IHealthCheck
{
    private volatile bool _loaded;
    private Task? _drained;

    public bool Loaded => _loaded;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(lifetime.ApplicationStopping.IsCancellationRequested ? HealthCheckResult.Unhealthy("shutting down")
            : _loaded ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy("the models are loading"));

    /// <summary>Loading happens here, not at the first request: a model that cannot be loaded stops the start.</summary>
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        services.GetRequiredService<ISegmentationPipeline>();
        _loaded = true;
        return Task.CompletedTask;
    }

    /// <summary>Once, however often the host is stopped.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        _drained ??= Task.Delay(limits.Value.DrainDelay, time, CancellationToken.None);
        await _drained.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
