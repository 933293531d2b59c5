using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace SegService.Api.Health;

/// <summary>startup: loaded once; live: the process answers; ready: loaded and not shutting down.</summary>
internal static class HealthEndpoints
{
    private const string Startup = "startup";
    private const string Ready = "ready";

    public static IServiceCollection AddHealth(this IServiceCollection services)
    {
        services.AddSingleton<Readiness>().AddHostedService(provider => provider.GetRequiredService<Readiness>());
        services.AddHealthChecks()
            .AddCheck<Readiness>(Ready, tags: [Ready])
            .Add(new HealthCheckRegistration(Startup, provider => new StartupCheck(provider.GetRequiredService<Readiness>()), null, [Startup]));
        return services;
    }

    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapHealthChecks("/health/startup", Tagged(Startup));
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false });
        app.MapHealthChecks("/health/ready", Tagged(Ready));
    }

    private static HealthCheckOptions Tagged(string tag) => new() { Predicate = check => check.Tags.Contains(tag) };

    private sealed class StartupCheck(Readiness readiness) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            Task.FromResult(readiness.Loaded ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("the models are loading"));
    }
}
