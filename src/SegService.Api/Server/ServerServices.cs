using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

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

    /// <summary>The content type we give is the one browsers must use.</summary>
    public static IApplicationBuilder UseNoSniff(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        http.Response.Headers[HeaderNames.XContentTypeOptions] = "nosniff";
        return next(http);
    });
}
