using System.Globalization;
using System.Net;
using System.Text.Json;
using SegService.Api.Tests.Hosting;

namespace SegService.Api.Tests.Jobs;

/// <summary>Jobs that wait: what they are told, what others are told, and how they end before their turn.</summary>
public sealed class QueueTests : IDisposable
{
    private readonly GatedPipeline _pipeline = new();
    private readonly ApiFactory _api;
    private readonly JobClient _jobs;

    public QueueTests()
    {
        _api = ApiFactory.Stubbed(_pipeline).With("SegService:Jobs:Slots", "1").With("SegService:Jobs:MaxQueuedImages", "4");
        _jobs = JobClient.Of(_api);
    }

    public void Dispose()
    {
        _jobs.Dispose();
        _api.Dispose();
    }

    [Fact]
    public async Task A_job_knows_its_place_in_the_queue()
    {
        var running = await StartedAsync();
        await _jobs.SubmitAsync(JobClient.Form(1));
        var third = await _jobs.JsonAsync(await _jobs.SubmitAsync(JobClient.Form(2)));

        Assert.Equal(("queued", 2), (third.GetProperty("status").GetString(), third.GetProperty("queuePosition").GetInt32()));
        Assert.Equal(JsonValueKind.Null, third.GetProperty("estimatedSeconds").ValueKind);
        Assert.Equal(("running", JsonValueKind.Null), (Status(await _jobs.JsonAsync(running)), (await _jobs.JsonAsync(running)).GetProperty("queuePosition").ValueKind));
    }

    [Fact]
    public async Task An_estimate_comes_with_the_first_measured_image()
    {
        var first = await StartedAsync();
        var second = await _jobs.SubmitAsync(JobClient.Form(4));
        _pipeline.Open();
        await _jobs.EventsAsync(first);
        await _jobs.EventsAsync(second);
        using var accepted = await _jobs.PostAsync(JobClient.Form(1));
        var third = JsonElement.Parse(await accepted.Content.ReadAsByteArrayAsync());

        Assert.True(Status(third) is not "queued" || third.GetProperty("estimatedSeconds").GetDouble() >= 0);
        Assert.True((await _jobs.JsonAsync("/v1/stats")).GetProperty("pixelsPerSecond").GetDouble() > 0);
    }

    [Fact]
    public async Task A_full_queue_says_when_to_come_again()
    {
        await StartedAsync();
        await _jobs.SubmitAsync(JobClient.Form(3));
        using var tooMuch = await _jobs.PostAsync(JobClient.Form(2));
        await _jobs.SubmitAsync(JobClient.Form(1));
        using var full = await _jobs.PostAsync(JobClient.Form(1));

        foreach (var response in new[] { tooMuch, full })
        {
            var problem = await Problems.Problem.ReadAsync(response);
            Assert.Equal((503, "4 images"), (problem.Status, problem.Limit));
            Assert.InRange(int.Parse(response.Headers.RetryAfter!.ToString(), CultureInfo.InvariantCulture), 1, 300);
        }
    }

    [Fact]
    public async Task Stats_tell_what_waits()
    {
        await StartedAsync();
        await _jobs.SubmitAsync(JobClient.Form(3));
        var stats = await _jobs.JsonAsync("/v1/stats");

        Assert.Equal((3, 1, 4L * 48 * 32), (stats.GetProperty("queueDepth").GetInt32(), stats.GetProperty("running").GetInt32(), stats.GetProperty("backlogPixels").GetInt64()));
        Assert.Equal(JsonValueKind.Null, stats.GetProperty("backlogSeconds").ValueKind);
        Assert.True(stats.GetProperty("workers").GetInt32() >= 1);
        Assert.InRange(stats.GetProperty("batchFill").GetDouble(), 0, 1);
    }

    [Fact]
    public async Task Results_that_are_not_there_yet_are_a_conflict()
    {
        var job = await StartedAsync();
        var image = await _jobs.ProblemAsync($"{job}/images/0", HttpStatusCode.Conflict);
        var all = await _jobs.ProblemAsync($"{job}/results", HttpStatusCode.Conflict);

        Assert.Equal(("urn:segservice:problem:not-finished", "urn:segservice:problem:not-finished"), (image.Type, all.Type));
    }

    [Fact]
    public async Task A_job_in_work_is_cancelled_and_its_data_removed()
    {
        var job = await StartedAsync();
        Assert.Equal(HttpStatusCode.NoContent, await _jobs.DeleteAsync(job));
        var events = await _jobs.EventsAsync(job);
        var document = await _jobs.JsonAsync(job);

        Assert.Contains("\"cancelled\"", events[^1].Data, StringComparison.Ordinal);
        Assert.Equal("cancelled", Status(document));
        Assert.Equal("urn:segservice:problem:gone", (await _jobs.ProblemAsync($"{job}/images/0", HttpStatusCode.Gone)).Type);
        Assert.Equal("urn:segservice:problem:gone", (await _jobs.ProblemAsync($"{job}/results", HttpStatusCode.Gone)).Type);
        Assert.Empty(Directory.EnumerateDirectories(Path.Combine(_api.DataDirectory, "blobs")));
    }

    private static string? Status(JsonElement job) => job.GetProperty("status").GetString();

    private async Task<string> StartedAsync()
    {
        var job = await _jobs.SubmitAsync(JobClient.Form(1));
        await _pipeline.EnteredAsync();
        return job;
    }
}
