using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;
using SegService.Api.Server;
using SegService.Jobs;
using SegService.Pipeline.Admission;
using SegService.Pipeline.Inference;
using Tag = System.Collections.Generic.KeyValuePair<string, object?>;

namespace SegService.Api.Telemetry;

/// <summary>How full the service is, read when it is asked. Meanings and units are in docs/observability.md.</summary>
internal sealed class ServiceGauges(IMeterFactory meters, IOptions<RoleOptions> roles, IServiceProvider services) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var meter = meters.Create(ServiceTelemetry.Name);
        Admission(meter);
        if (roles.Value.Works)
            Inference(meter);
        Jobs(meter);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Admission(Meter meter)
    {
        meter.CreateObservableUpDownCounter("segservice.admission.uploads", () => Get<ByteBudget>().PendingBytes, "By", "Uploads held in memory");
        meter.CreateObservableUpDownCounter("segservice.admission.uploads.limit", () => Get<ByteBudget>().Limit, "By", "How much they may be together");
        meter.CreateObservableUpDownCounter("segservice.admission.images", () => Get<PixelBudget>().PendingImages, "{image}", "Images being worked on");
        meter.CreateObservableUpDownCounter("segservice.admission.images.limit", () => Get<PixelBudget>().MaxImages, "{image}", "How many they may be together");
        meter.CreateObservableUpDownCounter("segservice.admission.pixels", () => Get<PixelBudget>().PendingPixels, "{pixel}", "Pixels of the images being worked on");
        meter.CreateObservableUpDownCounter("segservice.admission.pixels.limit", () => Get<PixelBudget>().MaxPixels, "{pixel}", "How many they may be together");
    }

    private void Inference(Meter meter)
    {
        meter.CreateObservableUpDownCounter("segservice.inference.queue.tiles", () => Pool.QueuedTiles, "{tile}", "Tiles that wait for a device");
        meter.CreateObservableUpDownCounter("segservice.inference.queue.pixels", () => Pool.QueuedPixels, "{pixel}", "Pixels of the tiles that wait for a device");
        meter.CreateObservableGauge("segservice.inference.queue.delay", () => Pool.BacklogSeconds ?? 0, "s", "Time until the tiles that wait are done; 0 before the first batch");
        meter.CreateObservableUpDownCounter("segservice.inference.workers", Workers, "{worker}", "Inference workers, by what they do");
    }

    private void Jobs(Meter meter)
    {
        meter.CreateObservableUpDownCounter("segservice.jobs", JobsByStatus, "{job}", "Jobs that are kept, by status");
        meter.CreateObservableUpDownCounter("segservice.job.images", ImagesByStatus, "{image}", "Images of unfinished jobs, by status");
        meter.CreateObservableUpDownCounter("segservice.job.queue.pixels", () => Depth.PixelsLeft, "{pixel}", "Pixels of the images of jobs that are not finished");
        meter.CreateObservableGauge("segservice.job.queue.delay", () => Depth.Backlog?.TotalSeconds ?? 0, "s", "Time until these are done; 0 before the first image");
    }

    private PoolStatistics Pool => Get<InferencePool>().Statistics;

    private QueueDepth Depth => Now(Get<IJobQueue>().DepthAsync(CancellationToken.None));

    private IEnumerable<Measurement<int>> Workers()
    {
        var pool = Pool;
        yield return new Measurement<int>(pool.BusyWorkers, new Tag("segservice.worker.state", "busy"));
        yield return new Measurement<int>(pool.Workers - pool.BusyWorkers, new Tag("segservice.worker.state", "idle"));
    }

    private IEnumerable<Measurement<long>> JobsByStatus()
    {
        var jobs = Now(Get<IJobStore>().CountAsync(CancellationToken.None));
        return Enum.GetValues<JobStatus>().Select(status => new Measurement<long>(jobs.GetValueOrDefault(status), Status(status)));
    }

    private IEnumerable<Measurement<int>> ImagesByStatus()
    {
        var depth = Depth;
        yield return new Measurement<int>(depth.Waiting, Status(JobStatus.Queued));
        yield return new Measurement<int>(depth.Running, Status(JobStatus.Running));
    }

    private static Tag Status(JobStatus status) => new("segservice.job.status", status.ToString().ToLowerInvariant());

    private T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    /// <summary>Both backends answer from a database of this process, at once; instruments can be read in no other way.</summary>
    private static T Now<T>(Task<T> answer) => answer.GetAwaiter().GetResult();
}
