using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using SegService.Api.Tests.Hosting;

namespace SegService.Api.Tests.Jobs;

public sealed class EventTests : IDisposable
{
    private readonly GatedPipeline _pipeline = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly ApiFactory _api;
    private readonly JobClient _jobs;

    public EventTests()
    {
        _api = ApiFactory.Stubbed(_pipeline).With<TimeProvider>(_time).With("SegService:Jobs:Slots", "1");
        _jobs = JobClient.Of(_api);
    }

    public void Dispose()
    {
        _jobs.Dispose();
        _api.Dispose();
    }

    [Fact]
    public async Task Every_change_and_every_image_is_told_as_it_happens()
    {
        var job = await _jobs.SubmitAsync(JobClient.Form(2));
        using var response = await _jobs.OpenEventsAsync(job);
        Assert.Equal(("text/event-stream", true), (response.Content.Headers.ContentType?.MediaType, response.Headers.CacheControl?.NoStore));
        await using var events = SseParser.Create(await response.Content.ReadAsStreamAsync()).EnumerateAsync().GetAsyncEnumerator();

        Assert.Equal(("1", "status", "queued"), Summary(await NextAsync(events)));
        Assert.Equal(("2", "status", "running"), Summary(await NextAsync(events)));
        _pipeline.Open();
        Assert.Equal(("3", "image", "succeeded"), Summary(await NextAsync(events)));
        Assert.Equal(("4", "image", "succeeded"), Summary(await NextAsync(events)));
        var last = await NextAsync(events);
        Assert.Equal(("5", "status", "succeeded"), Summary(last));
        Assert.Equal("""{"done":2,"failed":0,"total":2}""", JsonElement.Parse(last.Data).GetProperty("progress").GetRawText());
        Assert.False(await events.MoveNextAsync());
    }

    [Fact]
    public async Task A_reader_resumes_after_the_last_event_it_saw()
    {
        _pipeline.Open();
        var job = await _jobs.FinishAsync(JobClient.Form(2));
        var all = await _jobs.EventsAsync(job);

        Assert.Equal(["1", "2", "3", "4", "5"], all.Select(e => e.EventId));
        for (var seen = 0; seen < 5; seen++)
            Assert.Equal(all.Skip(seen).Select(e => (e.EventId, e.EventType, e.Data)), (await _jobs.EventsAsync(job, after: $"{seen}")).Select(e => (e.EventId, e.EventType, e.Data)));
    }

    [Fact]
    public async Task A_reader_that_has_seen_all_is_told_not_to_come_again()
    {
        _pipeline.Open();
        var job = await _jobs.FinishAsync(JobClient.Form(1));
        using var response = await _jobs.OpenEventsAsync(job, after: "4");

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
    }

    [Fact]
    public async Task Silence_is_broken_by_comments()
    {
        var job = await _jobs.SubmitAsync(JobClient.Form(1));
        await _pipeline.EnteredAsync();
        using var response = await _jobs.OpenEventsAsync(job, after: "2");
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync());
        var line = lines.ReadLineAsync(TestContext.Current.CancellationToken).AsTask();
        while (!line.IsCompleted) // until the service has begun to wait for its clock
        {
            _time.Advance(TimeSpan.FromSeconds(15));
            await Task.WhenAny(line, Task.Yield().AsTask());
        }

        Assert.StartsWith(":", await line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_last_event_id_that_is_none_is_refused()
    {
        var job = await _jobs.SubmitAsync(JobClient.Form(1));
        using var response = await _jobs.OpenEventsAsync(job, after: "x");
        var problem = await Problems.Problem.ReadAsync(response);

        Assert.Equal((400, "Last-Event-ID"), (problem.Status, problem.Field));
    }

    [Fact]
    public async Task Readers_are_let_go_when_the_service_stops()
    {
        var job = await _jobs.SubmitAsync(JobClient.Form(1));
        await _pipeline.EnteredAsync();
        using var response = await _jobs.OpenEventsAsync(job, after: "2");
        await using var stream = await response.Content.ReadAsStreamAsync();
        var rest = SseParser.Create(stream).EnumerateAsync().ToListAsync(TestContext.Current.CancellationToken).AsTask();

        await _api.DisposeAsync();

        Assert.Empty(await rest);
    }

    private static async Task<SseItem<string>> NextAsync(IAsyncEnumerator<SseItem<string>> events)
    {
        Assert.True(await events.MoveNextAsync());
        return events.Current;
    }

    private static (string?, string, string?) Summary(SseItem<string> happened)
    {
        var data = JsonElement.Parse(happened.Data);
        return (happened.EventId, happened.EventType, (happened.EventType == "image" ? data.GetProperty("image") : data).GetProperty("status").GetString());
    }
}

file static class Yielding
{
    public static async Task AsTask(this System.Runtime.CompilerServices.YieldAwaitable yield) => await yield;
}
