using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SegService.Api.Security;
using SegService.Api.Tests.Hosting;

namespace SegService.Api.Tests.Security;

/// <summary>A resource that someone adds later is protected, or the build fails.</summary>
public sealed class RoutesTests
{
    [Fact]
    public void Everything_below_v1_asks_who_is_calling()
    {
        using var api = ApiFactory.Stubbed(new StubPipeline());
        using var client = api.CreateClient();
        var v1 = api.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText!.TrimStart('/').StartsWith("v1", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(v1);
        Assert.All(v1, endpoint =>
        {
            Assert.Contains(endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>(), authorize => authorize.Policy == V1Policy.Name);
            Assert.Null(endpoint.Metadata.GetMetadata<IAllowAnonymous>());
        });
    }
}
