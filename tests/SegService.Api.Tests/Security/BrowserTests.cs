using System.Net;
using System.Text.RegularExpressions;
using SegService.Api.Tests.Hosting;

namespace SegService.Api.Tests.Security;

/// <summary>What the service lets browsers do.</summary>
public sealed partial class BrowserTests
{
    [Theory]
    [InlineData("/v1/segmentations", "sandbox")]
    [InlineData("/health/live", "sandbox")]
    [InlineData("/nowhere", "script-src 'self'; style-src 'self';")]
    [InlineData("/swagger/index.html", "script-src 'self'; style-src 'self' 'unsafe-inline'")]
    public async Task Every_answer_allows_only_what_is_needed(string path, string policy)
    {
        await using var api = ApiFactory.Stubbed(new StubPipeline());
        using var client = api.CreateClient();
        using var response = await client.GetAsync(path);
        var content = Header(response, "Content-Security-Policy");

        Assert.StartsWith("default-src 'none'; frame-ancestors 'none';", content, StringComparison.Ordinal);
        Assert.Contains(policy, content, StringComparison.Ordinal);
        Assert.DoesNotContain("script-src 'self' 'unsafe", content, StringComparison.Ordinal);
        Assert.Equal("nosniff", Header(response, "X-Content-Type-Options"));
        Assert.Equal("DENY", Header(response, "X-Frame-Options"));
        Assert.Equal("no-referrer", Header(response, "Referrer-Policy"));
        Assert.False(response.Headers.Contains("Server"));
    }

    [Fact]
    public async Task The_explorer_has_no_script_in_its_page()
    {
        await using var api = ApiFactory.Stubbed(new StubPipeline());
        using var client = api.CreateClient();
        var page = await client.GetStringAsync("/swagger/index.html");

        Assert.All(Script().Matches(page), script => Assert.Contains("src=", script.Value, StringComparison.Ordinal));
        Assert.DoesNotContain(" onload=", page, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Results_are_kept_by_nobody_on_the_way()
    {
        await using var api = ApiFactory.Stubbed(new StubPipeline());
        using var client = api.CreateClient();
        using var response = await client.PostAsync("/v1/segmentations", new ByteArrayContent([1]));

        Assert.True(response.Headers.CacheControl?.NoStore);
    }

    [Fact]
    public async Task Another_origin_is_given_nothing_by_default()
    {
        await using var api = ApiFactory.Stubbed(new StubPipeline());
        using var client = api.CreateClient();
        using var preflight = await PreflightAsync(client, "https://viewer.example.org");

        Assert.Equal(HttpStatusCode.MethodNotAllowed, preflight.StatusCode);
        Assert.False(preflight.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("https://viewer.example.org", true)]
    [InlineData("https://viewer.example.org.evil.example", false)]
    [InlineData("http://viewer.example.org", false)]
    public async Task A_configured_origin_may_call_and_no_other(string origin, bool allowed)
    {
        await using var api = ApiFactory.Stubbed(new StubPipeline()).With("SegService:Security:CorsOrigins:0", "https://viewer.example.org")
            .With("SegService:Security:ApiKeys:0:Name", "lab").With("SegService:Security:ApiKeys:0:Key", "lab-key");
        using var client = api.CreateClient();
        using var preflight = await PreflightAsync(client, origin);

        Assert.Equal(HttpStatusCode.NoContent, preflight.StatusCode);
        Assert.Equal(allowed, preflight.Headers.Contains("Access-Control-Allow-Origin"));
        Assert.False(preflight.Headers.Contains("Access-Control-Allow-Credentials"));
    }

    private static async Task<HttpResponseMessage> PreflightAsync(HttpClient client, string origin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, "/v1/segmentations");
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", "POST");
        request.Headers.Add("Access-Control-Request-Headers", "x-api-key");
        return await client.SendAsync(request);
    }

    private static string Header(HttpResponseMessage response, string name) => Assert.Single(response.Headers.GetValues(name));

    [GeneratedRegex("<script[^>]*>")]
    private static partial Regex Script();
}
