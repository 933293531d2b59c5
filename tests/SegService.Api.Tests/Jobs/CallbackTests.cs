using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using SegService.Api.Tests.Hosting;

namespace SegService.Api.Tests.Jobs;

public sealed class CallbackTests : IAsyncDisposable
{
    private const string Secret = "a secret of the receiver";

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly Receiver _receiver = new();
    private readonly ApiFactory _api;

    public CallbackTests() => _api = ApiFactory.Stubbed(new StubPipeline()).With<TimeProvider>(_time).With("SegService:Jobs:CallbackAttempts", "3")
        .With("SegService:Jobs:CallbackSecret", Secret).With("SegService:Jobs:RetryDelay", "00:00:10");

    public async ValueTask DisposeAsync()
    {
        await _api.DisposeAsync();
        await _receiver.DisposeAsync();
    }

    [Fact]
    public async Task A_finished_job_is_posted_signed_as_its_document()
    {
        using var jobs = JobClient.Of(Allowed());
        var job = await jobs.FinishAsync(await FormAsync());
        _time.Advance(TimeSpan.FromSeconds(1));
        var call = await _receiver.NextAsync();

        Assert.Equal($"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), call.Body))}", call.Signature);
        Assert.Equal("application/json", call.ContentType);
        var (sent, got) = (JsonElement.Parse(call.Body), await jobs.JsonAsync(job));
        Assert.True(JsonElement.DeepEquals(got, sent), sent.GetRawText());
        Assert.Equal("succeeded", sent.GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_receiver_in_trouble_is_called_again_later_and_no_more_once_it_is_well()
    {
        _receiver.Answers.Enqueue(500);
        using var jobs = JobClient.Of(Allowed());
        await jobs.FinishAsync(await FormAsync());
        _time.Advance(TimeSpan.FromSeconds(1));
        await _receiver.NextAsync();
        await LoggedAsync("is tried again");
        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.False(_receiver.WasCalled);
        _time.Advance(TimeSpan.FromSeconds(1));
        await _receiver.NextAsync();
        await LoggedAsync("was called back (attempt 2)");
        _time.Advance(TimeSpan.FromHours(1));

        Assert.False(_receiver.WasCalled);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(302)] // redirects are not followed: they could lead where the guard does not look
    public async Task A_receiver_that_stays_away_is_given_up(int answer)
    {
        for (var i = 0; i < 3; i++)
            _receiver.Answers.Enqueue(answer);
        using var jobs = JobClient.Of(Allowed());
        await jobs.FinishAsync(await FormAsync());
        foreach (var wait in new[] { 1, 10, 20 })
        {
            _time.Advance(TimeSpan.FromSeconds(wait));
            await _receiver.NextAsync();
            await LoggedAsync($"answered {answer}");
        }

        Assert.Contains(_api.Log.All, line => line.Level == LogLevel.Warning && line.Message.Contains("attempt 3, the last", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_name_that_leads_to_this_machine_is_not_called()
    {
        using var jobs = JobClient.Of(_api);
        await jobs.FinishAsync(await FormAsync("localhost"));
        _time.Advance(TimeSpan.FromSeconds(1));
        await LoggedAsync("leads only to private, loopback or link-local addresses");

        Assert.False(_receiver.WasCalled);
    }

    [Fact]
    public async Task An_address_that_leads_to_this_machine_is_refused_at_once()
    {
        using var jobs = JobClient.Of(_api);
        var problem = await jobs.RefusedAsync(await FormAsync(), HttpStatusCode.BadRequest);

        Assert.Equal("callbackUrl", problem.Field);
    }

    [Theory]
    [InlineData("ftp://lab.example/x")]
    [InlineData("/relative")]
    [InlineData("https://user:password@lab.example/")]
    [InlineData("http://169.254.169.254/latest/meta-data")]
    [InlineData("http://[::1]/")]
    [InlineData("http://[::ffff:10.0.0.1]/")]
    [InlineData("http://2130706433/")] // 127.0.0.1
    public async Task A_target_that_is_none_is_refused(string url)
    {
        using var jobs = JobClient.Of(_api);
        var form = JobClient.Form(1);
        form.Add(new StringContent(url), "callbackUrl");

        Assert.Equal("callbackUrl", (await jobs.RefusedAsync(form, HttpStatusCode.BadRequest)).Field);
    }

    [Fact]
    public async Task Without_a_secret_callbacks_are_refused_and_it_is_said_why()
    {
        await using var api = ApiFactory.Stubbed(new StubPipeline());
        using var jobs = JobClient.Of(api);
        var form = JobClient.Form(1);
        form.Add(new StringContent("https://lab.example/done"), "callbackUrl");
        var problem = await jobs.RefusedAsync(form, HttpStatusCode.BadRequest);

        Assert.Equal("callbackUrl", problem.Field);
        Assert.Contains("SegService:Jobs:CallbackSecret", problem.Detail, StringComparison.Ordinal);
    }

    private ApiFactory Allowed() => _api.With("SegService:Jobs:AllowedCallbackNetworks:0", "127.0.0.0/8").With("SegService:Jobs:AllowedCallbackNetworks:1", "::1/128");

    private Task LoggedAsync(string words) =>
        _api.Log.NextAsync(line => line.Message.Contains(words, StringComparison.Ordinal), TestContext.Current.CancellationToken);

    private async Task<MultipartFormDataContent> FormAsync(string host = "127.0.0.1")
    {
        var form = JobClient.Form(1);
        form.Add(new StringContent($"http://{host}:{await _receiver.PortAsync()}/done"), "callbackUrl");
        return form;
    }

    /// <summary>A web server that answers as told, 200 by default.</summary>
    private sealed class Receiver : IAsyncDisposable
    {
        private readonly Channel<Call> _calls = Channel.CreateUnbounded<Call>();
        private WebApplication? _app;

        public Queue<int> Answers { get; } = new();

        public bool WasCalled => _calls.Reader.TryPeek(out _);

        public async Task<Call> NextAsync() => await _calls.Reader.ReadAsync(TestContext.Current.CancellationToken);

        public async Task<int> PortAsync()
        {
            if (_app is null)
            {
                var builder = WebApplication.CreateSlimBuilder();
                builder.WebHost.UseUrls("http://127.0.0.1:0");
                builder.Logging.ClearProviders();
                _app = builder.Build();
                _app.MapPost("/done", AnswerAsync);
                await _app.StartAsync();
            }

            return new Uri(_app.Urls.Single()).Port;
        }

        public async ValueTask DisposeAsync()
        {
            if (_app is not null)
                await _app.DisposeAsync();
        }

        private async Task AnswerAsync(HttpContext http)
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            http.Response.StatusCode = Answers.TryDequeue(out var answer) ? answer : 200;
            if (http.Response.StatusCode == 302)
                http.Response.Headers.Location = "/done";
            await _calls.Writer.WriteAsync(new Call(body.ToArray(), http.Request.Headers["X-Signature-256"].ToString(), http.Request.ContentType));
        }
    }

    private sealed record Call(byte[] Body, string Signature, string? ContentType);
}
