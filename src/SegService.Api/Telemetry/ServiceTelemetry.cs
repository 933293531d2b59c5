using System.Diagnostics.Metrics;
using SegService.Api.Problems;
using Tag = System.Collections.Generic.KeyValuePair<string, object?>;

namespace SegService.Api.Telemetry;

/// <summary>What the service answers and calls, counted. Meanings and units are in docs/observability.md.</summary>
internal static class ServiceTelemetry
{
    /// <summary>Of the meter.</summary>
    public const string Name = "SegService.Api";

    private static readonly Meter Meter = new(Name);
    private static readonly Counter<long> Problems = Meter.CreateCounter<long>("segservice.problems", "{problem}", "Requests that ended with a problem, by its type");
    private static readonly Counter<long> Callbacks = Meter.CreateCounter<long>("segservice.job.callbacks", "{call}", "Calls to the owners of finished jobs, by how they ended");

    public static void Answered(ProblemKind kind) =>
        Problems.Add(1, new Tag("error.type", kind.Name), new Tag("http.response.status_code", kind.Status));

    public static void Called(CallbackOutcome outcome) => Callbacks.Add(1, new Tag("segservice.job.callback.outcome", outcome.ToString().ToLowerInvariant()));
}

/// <summary>How one call to a job's owner ended.</summary>
internal enum CallbackOutcome
{
    /// <summary>Answered 2xx.</summary>
    Delivered,

    /// <summary>Failed, and will be made again.</summary>
    Retried,

    /// <summary>Failed for the last time.</summary>
    Abandoned,
}
