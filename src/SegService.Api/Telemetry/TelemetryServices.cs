using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using SegService.Jobs.Telemetry;
using SegService.Pipeline.Telemetry;

namespace SegService.Api.Telemetry;

/// <summary>Metrics for Prometheus at <c>/metrics</c>; metrics and traces by OTLP where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says where to.</summary>
internal static class TelemetryServices
{
    private const string OtlpEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private static readonly string[] Meters =
    [
        PipelineTelemetry.Name, JobTelemetry.Name, ServiceTelemetry.Name,
        "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime",
    ];

    public static WebApplicationBuilder AddTelemetry(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<TelemetryOptions>().BindConfiguration(TelemetryOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<MetricsPort>().AddHostedService(services => services.GetRequiredService<MetricsPort>()).AddHostedService<ServiceGauges>();

        var sends = !string.IsNullOrEmpty(builder.Configuration[OtlpEndpoint]);
        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("segservice", serviceVersion: typeof(Program).Assembly.GetName().Version?.ToString(3)))
            .WithMetrics(metrics => Sent(metrics.AddMeter(Meters).AddPrometheusExporter(), sends));
        if (sends)
            telemetry.WithTracing(traces => traces.AddSource(PipelineTelemetry.Name, JobTelemetry.Name)
                .AddAspNetCoreInstrumentation(options => options.Filter = IsWork).AddOtlpExporter());
        return builder;
    }

    private static void Sent(MeterProviderBuilder metrics, bool sends)
    {
        if (sends)
            metrics.AddOtlpExporter();
    }

    /// <summary>Probes and scrapes would bury the requests.</summary>
    private static bool IsWork(HttpContext http) => !http.Request.Path.StartsWithSegments("/health") && http.Request.Path != MetricsPort.Path;
}
