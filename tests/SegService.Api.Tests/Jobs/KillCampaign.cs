using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using SegService.TestKit;

namespace SegService.Api.Tests.Jobs;

/// <summary>Posts jobs as careful clients do, while parts of the service are killed, and then asks for every one.</summary>
/// <param name="services">Where a job may be posted; each try goes to any of them.</param>
internal sealed class KillCampaign(IReadOnlyList<HttpClient> services)
{
    private const int Submitters = 4;
    private const int Scenes = 6;

    private static readonly int Jobs = Setting("SEGSERVICE_KILL_JOBS", 300);
    private static readonly int Kills = Setting("SEGSERVICE_KILLS", 10);

    private readonly byte[][] _images = [.. Enumerable.Range(1, Scenes).Select(seed => SyntheticImages.NucleiPng(96, 64, seed: seed))];
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    private int _accepted;
    private int _interrupted;
    private int _killed;
    private int _refused;
    private long _longestRefusal;
    private long _longestWait;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The longest that one client was told 503 before its job was accepted.</summary>
    public TimeSpan LongestRefusal => TimeSpan.FromTicks(_longestRefusal);

    private HttpClient Any => services[Random.Shared.Next(services.Count)];

    /// <param name="kill">Kills something, told how many were killed before, and starts it again.</param>
    public async Task RunAsync(Func<int, Task> kill)
    {
        var expected = await Task.WhenAll(_images.Select(SegmentAsync));
        Assert.Equal(Scenes, expected.Distinct().Count());

        _clock.Restart();
        var killing = KillAsync(kill);
        var jobs = new string[Jobs];
        await Task.WhenAll(Enumerable.Range(0, Submitters).Select(async submitter =>
        {
            for (var i = submitter; i < Jobs; i += Submitters)
                jobs[i] = await SubmitInTurnAsync(i);
        }).Append(killing));
        Assert.Equal(Jobs, jobs.Distinct().Count());
        for (var i = 0; i < Jobs; i++)
            await CheckAsync(Any, jobs[i], expected[i % Scenes]);
        Assert.Equal(jobs.Order(), (await ListAsync(Any)).Order());
        _clock.Stop();
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Jobs} jobs accepted, {_killed} kills, {_interrupted} posts interrupted and {_refused} answered 503, all repeated; the longest refusal {LongestRefusal.TotalSeconds:0.0} s, the longest wait from first try to acceptance {TimeSpan.FromTicks(_longestWait).TotalSeconds:0.0} s; all succeeded once with the right masks; {_clock.Elapsed.TotalSeconds:0} s");

    /// <summary>The same key again until there is an answer.</summary>
    public async Task<string> SubmitAsync(int number)
    {
        var (start, refusedSince) = (Stopwatch.GetTimestamp(), (long?)null);
        while (true)
        {
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/jobs") { Content = Form(number) };
                request.Headers.Add("Idempotency-Key", $"job-{number}");
                using var response = await Any.SendAsync(request, Cancel);
                if (response.StatusCode == HttpStatusCode.Accepted)
                {
                    Accept(start, refusedSince);
                    return response.Headers.Location!.ToString();
                }

                Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
                refusedSince ??= Stopwatch.GetTimestamp();
                Interlocked.Increment(ref _refused);
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                Interlocked.Increment(ref _interrupted);
            }

            await Task.Delay(20, Cancel);
        }
    }

    /// <summary>The stream of events ends with the job.</summary>
    public static async Task<JsonElement> FinishedAsync(HttpClient client, string job)
    {
        await client.GetStringAsync($"{job}/events", Cancel);
        return JsonElement.Parse(await client.GetByteArrayAsync(job, Cancel));
    }

    private async Task<string> SegmentAsync(byte[] image)
    {
        using var response = await Any.PostAsync("/v1/segmentations?model=classic&format=csv&imageId=image", new ByteArrayContent(image), Cancel);
        var body = await response.Content.ReadAsStringAsync(Cancel);
        Assert.True(response.IsSuccessStatusCode, body);
        return body;
    }

    /// <summary>Kills are spread over the acceptances, each at a random moment after its share of them.</summary>
    private async Task KillAsync(Func<int, Task> kill)
    {
        for (; _killed < Kills; Interlocked.Increment(ref _killed))
        {
            while (Volatile.Read(ref _accepted) < (_killed + 1) * Jobs / (Kills + 1))
                await Task.Delay(5, Cancel);
            await Task.Delay(Random.Shared.Next(100), Cancel);
            await kill(_killed);
        }
    }

    /// <summary>Not so far ahead of the kills that the last of them would find nothing left to spoil.</summary>
    private async Task<string> SubmitInTurnAsync(int number)
    {
        while (number * (Kills + 1) / Jobs > Volatile.Read(ref _killed) + 1)
            await Task.Delay(5, Cancel);
        return await SubmitAsync(number);
    }

    private void Accept(long start, long? refusedSince)
    {
        Interlocked.Increment(ref _accepted);
        Lengthen(ref _longestWait, start);
        if (refusedSince is { } refused)
            Lengthen(ref _longestRefusal, refused);
    }

    private static void Lengthen(ref long longest, long since)
    {
        var ticks = Stopwatch.GetElapsedTime(since).Ticks;
        for (var known = Volatile.Read(ref longest); ticks > known;)
        {
            var found = Interlocked.CompareExchange(ref longest, ticks, known);
            if (found == known)
                break;
            known = found;
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
