using System.Diagnostics;
using System.Diagnostics.Metrics;
using Tag = System.Collections.Generic.KeyValuePair<string, object?>;

namespace SegService.Jobs.Telemetry;

/// <summary>
/// What happens to jobs in this process, with .NET's own meters and activities; docs/observability.md has meanings and units. An
/// image's work belongs to the trace of the request that submitted it, whichever process does it and however much later.
/// </summary>
public static class JobTelemetry
{
    /// <summary>Of the meter and of the source of activities.</summary>
    public const string Name = "SegService.Jobs";

    /// <summary>The worker took the image and gave it back, or lost it.</summary>
    internal const string Stopped = "stopped";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);
    private static readonly Counter<long> Submissions = Meter.CreateCounter<long>("segservice.job.submissions", "{job}", "Jobs that were submitted, by what became of them");
    private static readonly Histogram<double> QueueDuration = Timer("segservice.job.queue.duration", "Time an image of a job was due before a worker took it");
    private static readonly Histogram<double> ProcessDuration = Timer("messaging.process.duration", "Time a worker had an image of a job in hand");

    private static readonly Tag[] Destination =
        [new("messaging.system", "segservice"), new("messaging.operation.name", "process"), new("messaging.destination.name", "images")];

    internal static void Submitted(SubmitOutcome outcome) =>
        Submissions.Add(1, new Tag("segservice.job.outcome", outcome.GetType().Name.ToLowerInvariant()));

    /// <summary>Begins the work on an image: never null, so that its log lines have the trace's id even while nobody records traces.</summary>
    internal static Activity Start(Lease lease)
    {
        if (lease.Image.StartedAt is { } taken)
            QueueDuration.Record(Math.Max(0, (taken - lease.Image.DueAt).TotalSeconds)); // Two machines' clocks may disagree.
        var step = Begin("process image", ActivityKind.Consumer, lease.TraceParent, Destination);
        return step.SetTag("segservice.job.id", lease.Job).SetTag("segservice.job.image.index", lease.Image.Index);
    }

    /// <summary>Begins the work on another process' call, likewise.</summary>
    internal static Activity StartCall(string? traceParent) => Begin("answer call", ActivityKind.Server, traceParent, []);

    /// <param name="step">What <see cref="Start"/> gave.</param>
    /// <param name="elapsed">Since then.</param>
    /// <param name="error">Null where the image has a result.</param>
    internal static void End(Activity step, TimeSpan elapsed, string? error)
    {
        step.SetTag("error.type", error);
        if (error is null)
            ProcessDuration.Record(elapsed.TotalSeconds, Destination);
        else
            ProcessDuration.Record(elapsed.TotalSeconds, [.. Destination, new Tag("error.type", error)]);
    }

    private static Activity Begin(string name, ActivityKind kind, string? traceParent, Tag[] tags)
    {
        ActivityContext.TryParse(traceParent, null, isRemote: true, out var parent);
        return Source.StartActivity(name, kind, parent, tags) ?? Unrecorded(name, parent);
    }

    private static Activity Unrecorded(string name, ActivityContext parent)
    {
        var step = new Activity(name);
        if (parent != default)
            step.SetParentId(parent.TraceId, parent.SpanId, parent.TraceFlags);
        return step.Start();
    }

    private static Histogram<double> Timer(string name, string description) => Meter.CreateHistogram(name, "s", description,
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 7200] });
}
