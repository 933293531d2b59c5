using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using SegService.Api.Tests.Hosting;
using SegService.Api.Tests.Problems;

namespace SegService.Api.Tests.Security;

public sealed class ApiKeyTests : IDisposable
{
    private const string Plain = "0123456789abcdef0123456789abcdef";
    private const string Hashed = "fedcba9876543210fedcba9876543210";

    private readonly ApiFactory _api = ApiFactory.Stubbed(new StubPipeline())
        .With("SegService:Security:ApiKeys:0:Name", "lab").With("SegService:Security:ApiKeys:0:Key", Plain)
        .With("SegService:Security:ApiKeys:1:Name", "clinic").With("SegService:Security:ApiKeys:1:KeySha256", Sha256(Hashed));

    private readonly HttpClient _client;

    public ApiKeyTests() => _client = _api.CreateClient();

    public void Dispose()
    {
        _client.Dispose();
        _api.Dispose();
    }

    [Theory]
    [InlineData("Authorization", "Bearer " + Plain, "lab")]
    [InlineData("Authorization", "bearer " + Plain, "lab")]
    [InlineData("X-Api-Key", Plain, "lab")]
    [InlineData("Authorization", "Bearer " + Hashed, "clinic")]
    [InlineData("X-Api-Key", Hashed, "clinic")]
    public async Task A_known_key_is_let_in_and_logged_by_its_name(string header, string value, string name)
    {
        using var response = await PostAsync((header, value));
        var line = await _api.Log.NextAsync(line => line.AnswersRequest, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(name, line.Properties["Caller"]);
        Assert.DoesNotContain(_api.Log.All, line => line.Message.Contains(value, StringComparison.Ordinal));
    }

    public static TheoryData<string, string> Strangers => new()
    {
        { "", "" },
        { "X-Api-Key", "wrong" },
        { "X-Api-Key", Plain[..^1] },
        { "X-Api-Key", Plain + "0" },
        { "X-Api-Key", Plain.ToUpperInvariant() },
        { "X-Api-Key", Sha256(Hashed) }, // what is at rest is no key
        { "X-Api-Key", "" },
        { "Authorization", Plain },
        { "Authorization", "Basic " + Plain },
        { "Authorization", "Bearer" },
        { "Authorization", "Bearer a.b.c" },
    };

    /// <summary>One answer for all, to the byte: nobody learns how far a guess was right, or that a key once was.</summary>
    [Theory]
    [MemberData(nameof(Strangers))]
    public async Task Whoever_has_no_key_is_told_the_same_thing(string header, string value)
    {
        using var response = await PostAsync((header, value));
        var problem = await Problem.ReadAsync(response);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(new Problem("urn:segservice:problem:unauthorized", "A valid key is needed", 401,
            "A valid key is needed, as 'Authorization: Bearer <key>' or as 'X-Api-Key: <key>'.", null, null, null, null), problem with { TraceId = null });
        Assert.Equal("Bearer realm=\"segservice\"", response.Headers.WwwAuthenticate.ToString());
    }

    [Fact]
    public async Task Two_keys_in_one_header_are_none()
    {
        using var request = Upload();
        request.Headers.Add("X-Api-Key", [Plain, Hashed]);
        using var response = await _client.SendAsync(request);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    [InlineData("/health/startup")]
    [InlineData("/swagger/index.html")]
    [InlineData("/swagger/v1/swagger.json")]
    [InlineData("/")]
    public async Task Health_and_pages_need_no_key(string path)
    {
        using var response = await _client.GetAsync(path);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task A_revoked_key_is_an_unknown_one_after_the_next_start()
    {
        await using var api = ApiFactory.Stubbed(new StubPipeline())
            .With("SegService:Security:ApiKeys:0:Name", "clinic").With("SegService:Security:ApiKeys:0:Key", Hashed);
        using var client = api.CreateClient();
        using var request = Upload();
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Plain);
        using var response = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task Without_keys_the_service_is_open_and_says_so_at_start_up()
    {
        await using var api = ApiFactory.Stubbed(new StubPipeline());
        using var client = api.CreateClient();
        using var request = Upload();
        request.Headers.Add("X-Api-Key", "whatever");
        using var response = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Single(api.Log.All, line => line.Level == LogLevel.Warning && line.Message.Contains("No API key is configured", StringComparison.Ordinal));
        Assert.DoesNotContain(_api.Log.All, line => line.Message.Contains("No API key is configured", StringComparison.Ordinal));
    }

    private static string Sha256(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    private static HttpRequestMessage Upload() => new(HttpMethod.Post, "/v1/segmentations") { Content = new ByteArrayContent([1]) };

    private async Task<HttpResponseMessage> PostAsync((string Name, string Value) header)
    {
        using var request = Upload();
        if (header.Name.Length > 0)
            request.Headers.TryAddWithoutValidation(header.Name, header.Value);
        return await _client.SendAsync(request);
    }
}
