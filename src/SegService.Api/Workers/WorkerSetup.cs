using SegService.Api.Jobs;
using SegService.Api.Server;
using SegService.Jobs;
using SegService.Pipeline;

namespace SegService.Api.Workers;

internal static class WorkerSetup
{
    /// <summary>Who works on images: this process, for itself, for jobs and for others that do not; or, of several, those that do.</summary>
    public static IServiceCollection AddWorkers(this IServiceCollection services, IConfiguration configuration)
    {
        var works = (configuration.GetSection(RoleOptions.Section).Get<RoleOptions>() ?? new RoleOptions()).Works;
        var isShared = configuration.GetSection(JobOptions.Section).Get<JobOptions>()?.Backend == JobBackend.Nats;
        if (works)
            services.AddJobWorker<SegmentingProcessor>();
        if (works && isShared)
            services.AddCallWorker<CalledPipeline>();
        if (!works && isShared)
            services.AddWorkerCalls().AddSingleton<ISegmentationPipeline, WorkerPipeline>();
        return services;
    }
}
