using System.Net;
using SegService.Api.Tests.Problems;

namespace SegService.Api.Tests.Hosting;

public sealed class RoutingTests : IDisposable
{
    private readonly ApiFactory _api = ApiFactory.Stubbed(new StubPipeline());
    private readonly HttpClient _client;

    public RoutingTests()
    {
        using var client = _api.CreateClient();
        _client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = client.BaseAddress };
    }

    public void Dispose()
    {
        _client.Dispose();
        _api.Dispose();
    }

    [Theory]
    [InlineData("/nowhere")]
    [InlineData("/v1/segmentation")]
    public async Task An_unknown_path_is_a_problem_even_for_a_browser(string path)
    {
        _client.DefaultRequestHeaders.Add("Accept", "text/html");
        using var response = await _client.GetAsync(path);

        Assert.Equal("urn:segservice:problem:not-found", (await Problem.ReadAsync(response)).Type);
    }

    [Fact]
    public async Task A_wrong_method_is_a_problem_and_names_the_right_one()
    {
        using var response = await _client.GetAsync("/v1/segmentations");

        Assert.Equal("urn:segservice:problem:method-not-allowed", (await Problem.ReadAsync(response)).Type);
        Assert.Equal(["POST"], response.Content.Headers.Allow);
    }

    [Fact]
    public async Task The_root_leads_to_the_api_explorer()
    {
        using var response = await _client.GetAsync("/");

        Assert.Equal((HttpStatusCode.Redirect, "/swagger"), (response.StatusCode, response.Headers.Location?.ToString()));
    }
}
