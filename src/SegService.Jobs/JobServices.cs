using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using SegService.Jobs.Calls;
using SegService.Jobs.Embedded;
using SegService.Jobs.Nats;
using SegService.Jobs.Processing;

namespace SegService.Jobs;

public static class JobServices
{
    /// <summary>The ports over the backend that <see cref="JobOptions.Backend"/> names. The caller binds <see cref="JobOptions"/> and
    /// <see cref="NatsOptions"/>.</summary>
    public static IServiceCollection AddJobs(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<JobOptions>().ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<NatsOptions>().ValidateDataAnnotations().ValidateOnStart()
            .Validate(nats => nats.CredentialsFile is null || File.Exists(nats.CredentialsFile), $"{NatsOptions.Section}:CredentialsFile does not exist.");
        services.AddSingleton<IJobBackend>(provider => provider.GetRequiredService<IOptions<JobOptions>>().Value.Backend switch
        {
            JobBackend.Nats => ActivatorUtilities.CreateInstance<NatsBackend>(provider),
            _ => ActivatorUtilities.CreateInstance<EmbeddedBackend>(provider),
        });
        services.AddSingleton(provider => provider.GetRequiredService<IJobBackend>().Store);
        services.AddSingleton(provider => provider.GetRequiredService<IJobBackend>().Queue);
        services.AddSingleton(provider => provider.GetRequiredService<IJobBackend>().Blobs);
        services.AddSingleton(provider => provider.GetRequiredService<IJobBackend>().Callbacks);
        services.AddHostedService<JobJanitor>();
        return services;
    }

    /// <summary>Makes this process call workers, by <see cref="IWorkerCalls"/>.</summary>
    public static IServiceCollection AddWorkerCalls(this IServiceCollection services) => services
        .AddSingleton<NatsCalls>()
        .AddSingleton<IWorkerCalls>(provider => provider.GetRequiredService<NatsCalls>())
        .AddHostedService(provider => provider.GetRequiredService<NatsCalls>());

    /// <summary>Makes this process answer the calls of others, with <typeparamref name="THandler"/>.</summary>
    public static IServiceCollection AddCallWorker<THandler>(this IServiceCollection services)
        where THandler : class, ICallHandler => services.AddSingleton<ICallHandler, THandler>().AddHostedService<CallWorker>();

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
