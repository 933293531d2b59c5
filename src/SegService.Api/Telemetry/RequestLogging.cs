using Serilog;
using Serilog.AspNetCore;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace SegService.Api.Telemetry;

/// <summary>One line a request: compact JSON for machines, in Development for people.</summary>
internal static class RequestLogging
{
    private const string Readable = "{Timestamp:HH:mm:ss} {Level:u3} {Message:lj} {Properties:j}{NewLine}{Exception}";

    public static WebApplicationBuilder AddLogging(this WebApplicationBuilder builder)
    {
        builder.Logging.ClearProviders();
        builder.Services.AddSerilog(logger =>
        {
            logger.ReadFrom.Configuration(builder.Configuration).Enrich.FromLogContext();
            if (builder.Environment.IsDevelopment())
                logger.WriteTo.Console(outputTemplate: Readable, formatProvider: System.Globalization.CultureInfo.InvariantCulture);
            else
                logger.WriteTo.Console(new RenderedCompactJsonFormatter());
        }, writeToProviders: true);
        return builder;
    }

    public static IApplicationBuilder UseRequestLogging(this IApplicationBuilder app) => app.UseSerilogRequestLogging(Configure);

    private static void Configure(RequestLoggingOptions options) => options.GetLevel = (http, _, exception) => http.Response.StatusCode switch
    {
        _ when http.Request.Path.StartsWithSegments("/health") => LogEventLevel.Debug,
        StatusCodes.Status503ServiceUnavailable => LogEventLevel.Warning,
        >= 500 => LogEventLevel.Error,
        _ => exception is null ? LogEventLevel.Information : LogEventLevel.Error,
    };
}
