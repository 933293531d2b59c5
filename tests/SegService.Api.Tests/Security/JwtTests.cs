using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using SegService.Api.Tests.Hosting;
using SegService.Api.Tests.Problems;

namespace SegService.Api.Tests.Security;

/// <summary>Tokens of an issuer whose keys the test holds; only the fetching of its metadata is replaced.</summary>
public sealed class JwtTests : IDisposable
{
    private const string Issuer = "https://issuer.example.org";
    private static readonly RsaSecurityKey Key = new(RSA.Create(2048)) { KeyId = "known" };
    private static readonly RsaSecurityKey Foreign = new(RSA.Create(2048)) { KeyId = "known" };

    private readonly ApiFactory _api = ApiFactory.Stubbed(new StubPipeline())
        .With<IPostConfigureOptions<JwtBearerOptions>>(new KnownIssuer())
        .With("SegService:Security:Jwt:Authority", Issuer).With("SegService:Security:Jwt:Audience", "segservice")
        .With("SegService:Security:ApiKeys:0:Name", "lab").With("SegService:Security:ApiKeys:0:Key", "lab-key");

    private readonly HttpClient _client;

    public JwtTests() => _client = _api.CreateClient();

    public void Dispose()
    {
        _client.Dispose();
        _api.Dispose();
    }

    [Fact]
    public async Task A_token_of_the_issuer_is_let_in_under_a_name_that_no_key_can_have()
    {
        using var response = await PostAsync(Token(Key));
        var line = await _api.Log.NextAsync(line => line.AnswersRequest, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("jwt:lab", line.Properties["Caller"]);
    }

    [Fact]
    public async Task A_key_is_as_good_as_a_token()
    {
        using var response = await PostAsync("lab-key");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    public static TheoryData<string> Refused => new(
        Token(Foreign), Token(Key, audience: "another"), Token(Key, issuer: "https://mallory.example"), Token(Key, age: TimeSpan.FromDays(1)),
        Token(Key, subject: null), Unsigned(), "a.b.c", "another-key");

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Anything_else_is_a_401_that_says_nothing(string token)
    {
        using var response = await PostAsync(token);
        var problem = await Problem.ReadAsync(response);

        Assert.Equal((401, "urn:segservice:problem:unauthorized"), (problem.Status, problem.Type));
        Assert.Equal("Bearer realm=\"segservice\"", response.Headers.WwwAuthenticate.ToString());
    }

    private Task<HttpResponseMessage> PostAsync(string bearer)
    {
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        return _client.PostAsync("/v1/segmentations", new ByteArrayContent([1]));
    }

    private static string Unsigned() => new JsonWebTokenHandler().CreateToken(Description(Issuer, "segservice", "lab", TimeSpan.Zero));

    private static string Token(RsaSecurityKey key, string issuer = Issuer, string audience = "segservice", string? subject = "lab", TimeSpan age = default)
    {
        var description = Description(issuer, audience, subject, age);
        description.SigningCredentials = new SigningCredentials(key, SecurityAlgorithms.RsaSha256);
        return new JsonWebTokenHandler().CreateToken(description);
    }

    private static SecurityTokenDescriptor Description(string issuer, string audience, string? subject, TimeSpan age)
    {
        var issued = TimeProvider.System.GetUtcNow().UtcDateTime - age;
        return new SecurityTokenDescriptor
        {
            Issuer = issuer, Audience = audience, IssuedAt = issued, NotBefore = issued, Expires = issued.AddHours(1),
            Claims = subject is null ? null : new Dictionary<string, object> { ["sub"] = subject },
        };
    }

    private sealed class KnownIssuer : IPostConfigureOptions<JwtBearerOptions>
    {
        public void PostConfigure(string? name, JwtBearerOptions options)
        {
            var configuration = new OpenIdConnectConfiguration { Issuer = Issuer };
            configuration.SigningKeys.Add(Key);
            options.Configuration = configuration;
            new JwtBearerPostConfigureOptions().PostConfigure(name, options);
        }
    }
}
