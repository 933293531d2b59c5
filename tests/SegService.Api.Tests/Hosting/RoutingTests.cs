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

    [Theory]
    [InlineData("/", "text/html", "no-cache")]
    [InlineData("/app/main.js", "text/javascript", "no-cache")]
    [InlineData("/samples/crowded.png", "image/png", "public, max-age=86400")]
    public async Task The_page_is_served_from_the_program_itself(string path, string mediaType, string caching)
    {
        using var response = await _client.GetAsync(path);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal((mediaType, caching), (response.Content.Headers.ContentType?.MediaType, response.Headers.CacheControl?.ToString()));
    }

    [Fact]
    public async Task A_file_of_the_page_that_has_not_changed_is_not_sent_again()
    {
        using var first = await _client.GetAsync("/app/main.js");
        using var again = new HttpRequestMessage(HttpMethod.Get, "/app/main.js");
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var response = await _client.SendAsync(again);

        Assert.Equal(HttpStatusCode.NotModified, response.StatusCode);
    }
}
