using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Options;
using SegService.Jobs;
using SegService.Jobs.Embedded;
using SegService.TestKit;

namespace SegService.Api.Tests.Jobs;

/// <summary>
/// What an accepted job is worth: the real process, posted to without pause, killed and started again at random moments.
/// SEGSERVICE_KILL_JOBS and SEGSERVICE_KILLS ask for more; <c>./build.sh survive</c> runs it alone.
/// </summary>
public sealed class KillTests(ITestOutputHelper output) : IAsyncDisposable
{
    private const int Submitters = 4;
    private const int Scenes = 6;

    private static readonly int Jobs = Setting("SEGSERVICE_KILL_JOBS", 300);
    private static readonly int Kills = Setting("SEGSERVICE_KILLS", 10);

    private readonly ServiceProcess _service = new();
    private readonly byte[][] _images = [.. Enumerable.Range(1, Scenes).Select(seed => SyntheticImages.NucleiPng(96, 64, seed: seed))];

    private int _accepted;
    private int _interrupted;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task No_accepted_job_is_lost_wrong_or_done_twice_however_often_the_process_is_killed()
    {
        await _service.StartAsync();
        using var client = _service.Client();
        var expected = await Task.WhenAll(_images.Select(image => SegmentAsync(client, image)));
        Assert.Equal(Scenes, expected.Distinct().Count());

        var clock = Stopwatch.StartNew();
        var killing = KillAsync();
        var jobs = new string[Jobs];
        await Task.WhenAll(Enumerable.Range(0, Submitters).Select(async submitter =>
        {
            for (var i = submitter; i < Jobs; i += Submitters)
                jobs[i] = await SubmitAsync(client, i);
        }));
        await killing;
        Assert.Equal(Jobs, jobs.Distinct().Count());
        for (var i = 0; i < Jobs; i++)
            await CheckAsync(client, jobs[i], expected[i % Scenes]);
        Assert.Equal(jobs.Order(), (await ListAsync(client)).Order());
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{Jobs} jobs accepted, {Kills} kills, {_interrupted} posts interrupted and repeated, all succeeded once with the right masks; {clock.Elapsed.TotalSeconds:0} s"));
    }

    [Fact]
    public async Task A_terminated_process_finishes_what_it_has_in_hand_and_leaves_the_rest_untouched()
    {
        await _service.StartAsync();
        using var client = _service.Client();
        var jobs = new List<string>();
        for (var i = 0; i < 30; i++)
            jobs.Add(await SubmitAsync(client, i));

        Assert.Equal(0, await _service.TerminateAsync());

        using (var backend = new EmbeddedBackend(Options.Create(new JobOptions { DataDirectory = _service.DataDirectory }), TimeProvider.System))
        {
            Assert.Equal(0, backend.Resumed);
            foreach (var job in jobs)
                Assert.All(await backend.Store.ImagesAsync(Guid.Parse(job[^36..]), Cancel), image => Assert.True(image.IsFinished || image.Attempts == 0));
        }

        await _service.StartAsync();
        foreach (var job in jobs)
            Assert.Equal("succeeded", (await FinishedAsync(client, job)).GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_second_process_is_kept_off_the_data_directory()
    {
        await _service.StartAsync();

        var (exitCode, output, error) = await Command.RunAsync("env", ["ASPNETCORE_URLS=http://127.0.0.1:0",
            $"SegService__Jobs__DataDirectory={_service.DataDirectory}", "dotnet", typeof(Program).Assembly.Location]);

        Assert.Equal(1, exitCode);
        Assert.Contains("is in use by another process", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error + output, StringComparison.Ordinal);
    }

    private static async Task<string> SegmentAsync(HttpClient client, byte[] image)
    {
        using var response = await client.PostAsync("/v1/segmentations?model=classic&format=csv&imageId=image", new ByteArrayContent(image), Cancel);
        return await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync(Cancel);
    }

    /// <summary>Kills are spread over the acceptances, each at a random moment after its share of them.</summary>
    private async Task KillAsync()
    {
        for (var kill = 1; kill <= Kills; kill++)
        {
            while (Volatile.Read(ref _accepted) < kill * Jobs / (Kills + 1))
                await Task.Delay(5, Cancel);
            await Task.Delay(Random.Shared.Next(100), Cancel);
            await _service.KillAsync();
            await _service.StartAsync();
        }
    }

    /// <summary>As a careful client does: the same key again until there is an answer.</summary>
    private async Task<string> SubmitAsync(HttpClient client, int number)
    {
        while (true)
        {
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/jobs") { Content = Form(number) };
                request.Headers.Add("Idempotency-Key", $"job-{number}");
                using var response = await client.SendAsync(request, Cancel);
                if (response.StatusCode == HttpStatusCode.Accepted)
                {
                    Interlocked.Increment(ref _accepted);
                    return response.Headers.Location!.ToString();
                }

                Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                Interlocked.Increment(ref _interrupted);
            }

            await Task.Delay(20, Cancel);
        }
    }

    private MultipartFormDataContent Form(int number) => new()
    {
        { new StringContent("classic"), "model" },
        { new ByteArrayContent(_images[number % Scenes]), "images", "image.png" },
    };

    private static async Task CheckAsync(HttpClient client, string job, string expected)
    {
        var document = await FinishedAsync(client, job);
        Assert.Equal("succeeded", document.GetProperty("status").GetString());
        Assert.Equal(expected, await client.GetStringAsync($"{job}/results?format=csv", Cancel));
        Assert.Single((await client.GetStringAsync($"{job}/events", Cancel)).Split('\n'), line => line == "event: image");
    }

    /// <summary>The stream of events ends with the job.</summary>
    private static async Task<JsonElement> FinishedAsync(HttpClient client, string job)
    {
        await client.GetStringAsync($"{job}/events", Cancel);
        return JsonElement.Parse(await client.GetByteArrayAsync(job, Cancel));
    }

    private static async Task<List<string>> ListAsync(HttpClient client)
    {
        var jobs = new List<string>();
        for (var page = "/v1/jobs?limit=200"; page is not null;)
        {
            var list = JsonElement.Parse(await client.GetByteArrayAsync(page, Cancel));
            jobs.AddRange(list.GetProperty("jobs").EnumerateArray().Select(job => $"/v1/jobs/{job.GetProperty("id").GetString()}"));
            page = list.GetProperty("next").GetString();
        }

        return jobs;
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
