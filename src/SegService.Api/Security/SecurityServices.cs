using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Extensions.Options;

namespace SegService.Api.Security;

/// <summary>Who is let in (SECURITY.md): <c>/v1</c> asks for a key or a token where any is configured; health, metrics and pages are open.</summary>
internal static class SecurityServices
{
    public static IServiceCollection AddSecurity(this IServiceCollection services)
    {
        services.AddOptions<SecurityOptions>().BindConfiguration(SecurityOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddAuthentication(SchemeChoice.Name)
            .AddPolicyScheme(SchemeChoice.Name, null, _ => { })
            .AddScheme<AuthenticationSchemeOptions, ApiKeyAuthentication>(ApiKeyAuthentication.Scheme, null)
            .AddJwtBearer();
        services.AddAuthorization().AddCors().AddHttpContextAccessor();
        return services
            .AddSingleton<IValidateOptions<SecurityOptions>, SecurityOptionsCheck>()
            .AddSingleton<IConfigureOptions<PolicySchemeOptions>, SchemeChoice>()
            .AddSingleton<IConfigureOptions<JwtBearerOptions>, JwtAuthentication>()
            .AddSingleton<IConfigureOptions<AuthorizationOptions>, V1Policy>()
            .AddSingleton<IConfigureOptions<CorsOptions>, CorsSetup>()
            .AddSingleton<ApiKeys>()
            .AddSingleton<Quotas>()
            .AddHostedService<SecurityNotice>();
    }

    /// <summary>After the problems' handling, before whatever answers.</summary>
    public static void UseSecurity(this WebApplication app)
    {
        app.UseWhen(AllowsOrigins, branch => branch.UseCors());
        app.UseAuthentication().UseAuthorization().UseMiddleware<RequestQuota>();
    }

    private static bool AllowsOrigins(HttpContext http) =>
        http.RequestServices.GetRequiredService<IOptions<SecurityOptions>>().Value.CorsOrigins.Count > 0;
}
