using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SegService.Api.Tests.Hosting;

namespace SegService.Api.Tests.Security;

public sealed class SecurityOptionsTests
{
    private const string Secret = "correct-horse-battery-staple-0123456789";

    [Theory]
    [InlineData("needs either a Key or a KeySha256", "ApiKeys:0:Name=lab")]
    [InlineData("needs either a Key or a KeySha256", "ApiKeys:0:Name=lab", "ApiKeys:0:Key=" + Secret, "ApiKeys:0:KeySha256=" + Digest)]
    [InlineData("64 hexadecimal digits", "ApiKeys:0:Name=lab", "ApiKeys:0:KeySha256=" + Secret)]
    [InlineData("Name field is required", "ApiKeys:0:Key=" + Secret)]
    [InlineData("must not hold a colon", "ApiKeys:0:Name=jwt:mallory", "ApiKeys:0:Key=" + Secret)]
    [InlineData("visible ASCII", "ApiKeys:0:Name=lab", "ApiKeys:0:Key=" + Secret + " ")]
    [InlineData("the same key as an earlier one", "ApiKeys:0:Name=a", "ApiKeys:0:Key=" + Secret, "ApiKeys:1:Name=b", "ApiKeys:1:Key=" + Secret)]
    [InlineData("another quota", "ApiKeys:0:Name=a", "ApiKeys:0:Key=" + Secret, "ApiKeys:1:Name=a", "ApiKeys:1:Key=other", "ApiKeys:1:PixelsPerMinute=7")]
    [InlineData("RequestsPerMinute", "RequestsPerMinute=-1")]
    [InlineData("PixelsPerMinute", "ApiKeys:0:Name=a", "ApiKeys:0:Key=" + Secret, "ApiKeys:0:PixelsPerMinute=-1")]
    [InlineData("CorsOrigins", "CorsOrigins:0=*")]
    [InlineData("CorsOrigins", "CorsOrigins:0=https://viewer.example.org/")]
    [InlineData("absolute https address", "Jwt:Authority=http://issuer.example.org", "Jwt:Audience=segservice")]
    [InlineData("any token of the issuer would do", "Jwt:Authority=https://issuer.example.org")]
    public async Task A_bad_setting_stops_the_start_and_no_key_is_repeated(string message, params string[] settings)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(settings.Select(Setting));
        await using var app = ApiHost.Configure(builder);
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => app.StartAsync());

        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_short_key_is_accepted_with_a_warning_that_names_its_owner_only()
    {
        using var api = ApiFactory.Stubbed(new StubPipeline())
            .With("SegService:Security:ApiKeys:0:Name", "lab").With("SegService:Security:ApiKeys:0:Key", "hunter2");
        using var client = api.CreateClient();

        Assert.Single(api.Log.All, line => line.Level == LogLevel.Warning && line.Message.Contains("The API key of \"lab\"", StringComparison.Ordinal));
        Assert.DoesNotContain(api.Log.All, line => line.Message.Contains("hunter2", StringComparison.Ordinal));
    }

    private const string Digest = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private static KeyValuePair<string, string?> Setting(string text) =>
        text.Split('=', 2) is [var name, var value] ? KeyValuePair.Create($"SegService:Security:{name}", (string?)value) : throw new ArgumentException(text);
}
