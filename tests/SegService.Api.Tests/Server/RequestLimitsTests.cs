using Microsoft.Extensions.Options;
using SegService.Api.Tests.Hosting;

namespace SegService.Api.Tests.Server;

public sealed class RequestLimitsTests
{
    [Fact]
    public async Task Every_bad_setting_is_named_at_once_and_the_service_does_not_start()
    {
        await using var api = ApiFactory.Stubbed(new StubPipeline())
            .With("SegService:Limits:MaxRequestBytes", "5").With("SegService:Limits:RequestTimeout", "2.00:00:00");
        var refused = Assert.Throws<OptionsValidationException>(() => api.CreateClient());

        Assert.Contains(refused.Failures, failure => failure.Contains("MaxRequestBytes", StringComparison.Ordinal));
        Assert.Contains(refused.Failures, failure => failure.Contains("RequestTimeout", StringComparison.Ordinal));
    }
}
