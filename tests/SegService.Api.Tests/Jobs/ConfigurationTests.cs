using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Options;
using SegService.Api.Tests.Hosting;
using SegService.TestKit;

namespace SegService.Api.Tests.Jobs;

public sealed class ConfigurationTests
{
    [Theory]
    [InlineData("SegService:Roles", "Api", "must be 'Api,Worker' with the embedded")]
    [InlineData("SegService:Roles", "Worker", "must be 'Api,Worker' with the embedded")]
    [InlineData("SegService:Roles", "4", "must be 'Api,Worker', 'Api' or 'Worker'")]
    [InlineData("SegService:Jobs:CallbackSecret", "short", "CallbackSecret")]
    [InlineData("SegService:Jobs:AllowedCallbackNetworks:0", "10.0.0.1/33", "AllowedCallbackNetworks")]
    [InlineData("SegService:Jobs:MaxImages", "0", "MaxImages")]
    [InlineData("SegService:Jobs:Slots", "0", "Slots")]
    public async Task What_cannot_be_stops_the_start_and_is_named(string setting, string value, string named)
    {
        using var data = new TemporaryFolder();
        var builder = WebApplication.CreateBuilder([$"--{setting}={value}", $"--SegService:Jobs:DataDirectory={data.Path}", "--urls=http://127.0.0.1:0"]);

        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(async () =>
        {
            await using var app = ApiHost.Configure(builder);
            await app.StartAsync(TestContext.Current.CancellationToken);
        });
        Assert.Contains(refusal.Failures, failure => failure.Contains(named, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Api,Worker")]
    [InlineData("Worker, Api")]
    [InlineData("api,worker")]
    public async Task Both_roles_are_started_however_they_are_written(string roles)
    {
        await using var api = ApiFactory.Stubbed(new StubPipeline()).With("SegService:Roles", roles);
        using var jobs = JobClient.Of(api);

        Assert.Equal("succeeded", (await jobs.JsonAsync(await jobs.FinishAsync(JobClient.Form(1)))).GetProperty("status").GetString());
    }
}
