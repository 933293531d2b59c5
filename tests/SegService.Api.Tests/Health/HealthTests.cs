using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using SegService.Api.Tests.Hosting;

namespace SegService.Api.Tests.Health;

public sealed class HealthTests
{
    [Theory]
    [InlineData("startup")]
    [InlineData("live")]
    [InlineData("ready")]
    public async Task A_started_service_is_well(string probe)
    {
        await using var api = ApiFactory.Stubbed(new StubPipeline());
        using var client = api.CreateClient();

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, probe));
    }

    [Fact]
    public async Task Shutdown_says_not_ready_while_it_still_answers()
    {
        var time = new FakeTimeProvider();
        await using var api = ApiFactory.Stubbed(new StubPipeline()).With<TimeProvider>(time).With("SegService:Limits:DrainDelay", "00:00:05");
        using var client = api.CreateClient();
        await StatusAsync(client, "ready");
        var lifetime = api.Services.GetRequiredService<IHostApplicationLifetime>();
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lifetime.ApplicationStopped.Register(stopped.SetResult);
        lifetime.StopApplication(); // what SIGTERM does

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(client, "ready"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, "live"));
        using var work = await client.PostAsync("/v1/segmentations", new ByteArrayContent([1]));
        Assert.Equal(HttpStatusCode.OK, work.StatusCode);
        Assert.False(stopped.Task.IsCompleted);

        time.Advance(TimeSpan.FromSeconds(5));
        await stopped.Task.WaitAsync(TestContext.Current.CancellationToken);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => client.GetAsync("/health/live"));
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string probe)
    {
        using var response = await client.GetAsync($"/health/{probe}");
        return response.StatusCode;
    }
}
