using Microsoft.Extensions.Options;
using SegService.Api.Server;
using SegService.Jobs;
using SegService.Jobs.Nats;
using SegService.Pipeline.Archiving;

namespace SegService.Api.Jobs;

internal static class JobSetup
{
    private const ServiceRoles Both = ServiceRoles.Api | ServiceRoles.Worker;

    public static IServiceCollection AddJobResource(this IServiceCollection services)
    {
        services.AddOptions<RoleOptions>().BindConfiguration(RoleOptions.Section).ValidateOnStart()
            .Validate(roles => roles.Roles is > 0 and <= Both, "SegService:Roles must be 'Api,Worker', 'Api' or 'Worker'.")
            .Validate<IOptions<JobOptions>>((roles, jobs) => jobs.Value.Backend != JobBackend.Embedded || roles.Roles == Both,
                "SegService:Roles must be 'Api,Worker' with the embedded job backend: its data directory belongs to one process, which both accepts jobs and works on them.");
        services.AddOptions<CallbackOptions>().BindConfiguration(CallbackOptions.Section).ValidateDataAnnotations().ValidateOnStart()
            .Validate(callbacks => callbacks.HasValidNetworks, "SegService:Jobs:AllowedCallbackNetworks must hold networks such as '10.1.0.0/16' or 'fd00::/8'.");
        services.AddOptions<JobLimits>().BindConfiguration(JobLimits.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<JobOptions>().BindConfiguration(JobOptions.Section);
        services.AddOptions<NatsOptions>().BindConfiguration(NatsOptions.Section);
        return services
            .AddJobs()
            .AddSingleton<ResultRestorer>()
            .AddSingleton<JobImagesFactory>()
            .AddSingleton<JobSubmitter>()
            .AddSingleton<JobEvents>()
            .AddSingleton<JobResults>()
            .AddSingleton<JobRemoval>()
            .AddSingleton<CallbackTargets>()
            .AddSingleton<CallbackClient>()
            .AddHostedService<CallbackSender>();
    }

    /// <summary>What this process does; checked before anything is opened.</summary>
    /// <exception cref="OptionsValidationException">The configuration asks for what cannot be.</exception>
    public static RoleOptions Roles(this IHost app) => app.Services.GetRequiredService<IOptions<RoleOptions>>().Value;
}
