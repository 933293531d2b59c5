using System.ComponentModel.DataAnnotations;

namespace SegService.Api.Telemetry;

/// <summary>
/// Where metrics are read. Bound to <c>SegService:Telemetry</c>; where they and traces are sent is set by OpenTelemetry's own
/// <c>OTEL_*</c> variables.
/// </summary>
public sealed class TelemetryOptions
{
    public const string Section = "SegService:Telemetry";

    /// <summary>
    /// The only port that answers <c>/metrics</c>, and that answers nothing else. It must be among the service's addresses, which also
    /// decide on which network it listens: <c>ASPNETCORE_URLS=http://+:8080;http://127.0.0.1:9090</c>. 0: every port answers it.
    /// </summary>
    [Range(0, 65_535)]
    public int MetricsPort { get; set; }
}
