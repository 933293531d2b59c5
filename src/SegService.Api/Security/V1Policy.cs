using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace SegService.Api.Security;

/// <summary>Whom <c>/v1</c> answers: callers with a name; everybody while no key and no issuer is configured.</summary>
internal sealed class V1Policy(IOptions<SecurityOptions> security) : IConfigureOptions<AuthorizationOptions>
{
    public const string Name = "v1";

    public void Configure(AuthorizationOptions options) => options.AddPolicy(Name, policy =>
    {
        if (security.Value.IsOpen)
            policy.RequireAssertion(_ => true);
        else
            policy.RequireAuthenticatedUser();
    });
}
