using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using SegService.Jobs.Embedded;
using SegService.Jobs.Processing;

namespace SegService.Jobs;

public static class JobServices
{
    /// <summary>The ports over the embedded backend. The caller binds <see cref="JobOptions"/>.</summary>
    public static IServiceCollection AddJobs(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<JobOptions>().ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IJobBackend, EmbeddedBackend>();
        services.AddSingleton(provider => provider.GetRequiredService<IJobBackend>().Store);
        services.AddSingleton(provider => provider.GetRequiredService<IJobBackend>().Queue);
        services.AddSingleton(provider => provider.GetRequiredService<IJobBackend>().Blobs);
        services.AddSingleton(provider => provider.GetRequiredService<IJobBackend>().Callbacks);
        services.AddHostedService<JobJanitor>();
        return services;
    }

    /// <summary>Makes this process work on jobs, with <typeparamref name="TProcessor"/>.</summary>
    public static IServiceCollection AddJobWorker<TProcessor>(this IServiceCollection services)
        where TProcessor : class, IImageProcessor
    {
        services.AddSingleton<IImageProcessor, TProcessor>();
        services.AddSingleton<ImageRunner>();
        services.AddHostedService<JobWorker>();
        return services;
    }
}
