using System.Globalization;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;
using SegService.Pipeline;

namespace SegService.Api.Telemetry;

/// <summary>Which port answers <c>/metrics</c>: every one, or the configured one and no other, which then answers nothing else.</summary>
internal sealed class MetricsPort(IServer server, IOptions<TelemetryOptions> options) : IHostedLifecycleService
{
    public const string Path = "/metrics";

    /// <summary>A port that nothing listens on would mean that nobody can read the metrics, unseen.</summary>
    /// <exception cref="UnusableConfigurationException">It is not among the addresses of the service.</exception>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        if (options.Value.MetricsPort is > 0 and var port && !addresses.Any(address => BindingAddress.Parse(address).Port == port))
            throw new UnusableConfigurationException(string.Create(CultureInfo.InvariantCulture,
                $"{TelemetryOptions.Section}:MetricsPort is {port}, but the service does not listen on it; add it to ASPNETCORE_URLS, as in 'http://+:8080;http://127.0.0.1:{port}'."));
        return Task.CompletedTask;
    }

    public bool Answers(HttpContext http) => http.Request.Path == Path && (options.Value.MetricsPort == 0 || IsOwn(http));

    public bool IsOwn(HttpContext http) => options.Value.MetricsPort == http.Connection.LocalPort;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

internal static class MetricsEndpoint
{
    /// <summary>Before whatever else answers, and in front of every other path on a port of its own.</summary>
    public static void UseMetrics(this WebApplication app)
    {
        var port = app.Services.GetRequiredService<MetricsPort>();
        app.UseOpenTelemetryPrometheusScrapingEndpoint(port.Answers);
        app.UseWhen(port.IsOwn, own => own.Run(http =>
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }));
    }
}
