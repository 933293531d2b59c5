using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using SegService.Api.Health;

namespace SegService.Api.Tests.Health;

public sealed class HealthProbeTests
{
    [Theory]
    [InlineData(StatusCodes.Status200OK, 0)]
    [InlineData(StatusCodes.Status503ServiceUnavailable, 1)]
    public async Task The_exit_code_says_what_the_service_says(int status, int exitCode)
    {
        await using var service = await ListenAsync(status);

        Assert.Equal(exitCode, await HealthProbe.RunAsync(["--health", $"{service.Urls.Single()}/health/ready"]));
    }

    [Theory]
    [InlineData("http://127.0.0.1:1/health/ready")]
    [InlineData("not a url")]
    [InlineData("ftp://localhost/")]
    public async Task Nobody_there_is_not_healthy(string url) => Assert.Equal(1, await HealthProbe.RunAsync(["--health", url]));

    private static async Task<WebApplication> ListenAsync(int status)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var service = builder.Build();
        service.MapGet("/health/ready", () => Results.StatusCode(status));
        await service.StartAsync();
        return service;
    }
}
