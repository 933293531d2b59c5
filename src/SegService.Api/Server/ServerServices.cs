using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace SegService.Api.Server;

internal static class ServerServices
{
    public static IServiceCollection AddServer(this IServiceCollection services)
    {
        services.AddOptions<RequestLimits>().BindConfiguration(RequestLimits.Section).ValidateDataAnnotations().ValidateOnStart()
            .Validate(limits => limits.MaxPendingBytes >= limits.MaxRequestBytes,
                $"{RequestLimits.Section}:{nameof(RequestLimits.MaxPendingBytes)} must be at least {nameof(RequestLimits.MaxRequestBytes)}.");
        return services
            .AddSingleton(TimeProvider.System)
            .AddSingleton<IConfigureOptions<KestrelServerOptions>, KestrelSetup>()
            .AddSingleton<ByteBudget>();
    }
}
