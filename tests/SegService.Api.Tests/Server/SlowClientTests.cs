using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using SegService.Api.Server;
using SegService.Api.Tests.Hosting;

namespace SegService.Api.Tests.Server;

/// <summary>Clients that hold connections without using them are let go: each test ends because the service closes the connection.</summary>
public sealed class SlowClientTests
{
    private const string Upload = "POST /v1/segmentations HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n";

    [Fact]
    public async Task Headers_that_never_end_are_cut_off()
    {
        await using var api = With("HeadersTimeout", "00:00:01");
        using var loris = Connect(api);
        await loris.SendAsync("GET /health/live HTTP/1.1\r\nHost: x\r\nX-Slow: ");

        Assert.Contains(" 408 ", await loris.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_on_which_nothing_is_asked_is_closed()
    {
        await using var api = With("IdleTimeout", "00:00:01");
        using var silent = Connect(api);

        Assert.Empty(await silent.ReadToEndAsync());
    }

    [Fact]
    public async Task A_connection_that_falls_silent_after_an_answer_is_closed()
    {
        await using var api = With("IdleTimeout", "00:00:01");
        using var silent = Connect(api);
        await silent.SendAsync("GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 200 ", await silent.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_stops_arriving_is_given_up_and_its_memory_freed()
    {
        await using var api = ApiFactory.Stubbed(new StubPipeline());
        using var halfOpen = Connect(api);
        await halfOpen.SendAsync(Upload + "some bytes");

        Assert.StartsWith("HTTP/1.1 408 ", await halfOpen.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.Equal(0, api.Services.GetRequiredService<ByteBudget>().PendingBytes);
    }

    [Fact]
    public async Task A_body_that_trickles_is_given_up_when_its_time_is_over()
    {
        var time = new FakeTimeProvider();
        await using var api = With("UploadTimeout", "00:01:00").With<TimeProvider>(time);
        using var trickling = Connect(api);
        await trickling.SendAsync(Upload + new string('x', 50_000));
        while (api.Services.GetRequiredService<ByteBudget>().PendingBytes < 50_000)
            await Task.Yield();
        time.Advance(TimeSpan.FromMinutes(1));
        var answer = await trickling.ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 408 ", answer, StringComparison.Ordinal);
        Assert.Contains("The upload took longer than 60 s.", answer, StringComparison.Ordinal);
        Assert.Equal(0, api.Services.GetRequiredService<ByteBudget>().PendingBytes);
    }

    [Fact]
    public async Task One_connection_too_many_is_closed_and_those_that_are_open_go_on()
    {
        await using var api = With("MaxConnections", "1");
        using var first = Connect(api);
        await first.SendAsync("GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n");
        await first.ReadSomeAsync(); // else the second might be let in before it
        using var second = Connect(api);

        Assert.Empty(await second.ReadToEndAsync());
        await first.SendAsync("GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        Assert.Contains("HTTP/1.1 200 ", await first.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET /health/live HTTP/1.1\r\nHost: x\r\nX-Long: {0}\r\n\r\n", 17_000)]
    [InlineData("GET /{0} HTTP/1.1\r\nHost: x\r\n\r\n", 9_000)]
    public async Task A_head_longer_than_any_honest_one_is_refused(string request, int length)
    {
        await using var api = ApiFactory.Stubbed(new StubPipeline());
        using var client = Connect(api);
        await client.SendAsync(request.Replace("{0}", new string('a', length), StringComparison.Ordinal));

        Assert.Matches("^HTTP/1.1 4(14|31) ", await client.ReadToEndAsync());
    }

    private static ApiFactory With(string limit, string value) => ApiFactory.Stubbed(new StubPipeline()).With($"SegService:Limits:{limit}", value);

    private static RawConnection Connect(ApiFactory api)
    {
        using var client = api.CreateClient();
        return new RawConnection(client.BaseAddress!);
    }
}
