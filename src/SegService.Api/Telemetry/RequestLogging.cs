using Serilog;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace SegService.Api.Telemetry;

/// <summary>One line a request: compact JSON for machines, in Development for people.</summary>
internal static class RequestLogging
{
    private const string Readable = "{Timestamp:HH:mm:ss} {Level:u3} {Message:lj} {TraceId} {Properties:j}{NewLine}{Exception}";

    public static WebApplicationBuilder AddLogging(this WebApplicationBuilder builder)
    {
        builder.Logging.ClearProviders();
        builder.Services.AddSerilog(logger =>
        {
            logger.MinimumLevel.Override("Microsoft.AspNetCore", LogEventLevel.Warning) // four more lines a request
                .MinimumLevel.Override("Microsoft.Extensions.Diagnostics.HealthChecks", LogEventLevel.Fatal)
                .ReadFrom.Configuration(builder.Configuration).Enrich.FromLogContext()
                .Filter.ByExcluding(line => line.Exception is { } failure && StartFailure.Explain(failure) is not null); // Program tells it
            if (builder.Environment.IsDevelopment())
                logger.WriteTo.Console(outputTemplate: Readable, formatProvider: System.Globalization.CultureInfo.InvariantCulture);
            else
                logger.WriteTo.Console(new RenderedCompactJsonFormatter());
        }, preserveStaticLogger: true, writeToProviders: true);
        return builder;
    }

    public static IApplicationBuilder UseRequestLogging(this IApplicationBuilder app) => app.UseSerilogRequestLogging(options =>
    {
        options.Logger = app.ApplicationServices.GetRequiredService<Serilog.ILogger>();
        options.GetLevel = (http, _, exception) => Level(http, exception);
    });

    private static LogEventLevel Level(HttpContext http, Exception? exception) => http.Response.StatusCode switch
    {
        _ when http.Request.Path.StartsWithSegments("/health") || http.Request.Path == MetricsPort.Path => LogEventLevel.Debug,
        StatusCodes.Status503ServiceUnavailable => LogEventLevel.Warning,
        >= 500 => LogEventLevel.Error,
        _ => exception is null ? LogEventLevel.Information : LogEventLevel.Error,
    };
}
