using SegService.Api.Tests.Hosting;

namespace SegService.Api.Tests.Telemetry;

public sealed class MetricsPortTests
{
    [Fact]
    public async Task Without_a_port_of_their_own_metrics_are_read_where_everything_is()
    {
        await using var api = ApiFactory.Stubbed(new StubPipeline());
        using var client = api.CreateClient();

        Assert.Contains("segservice_admission_images{", await client.GetStringAsync("/metrics"), StringComparison.Ordinal);
    }
}
