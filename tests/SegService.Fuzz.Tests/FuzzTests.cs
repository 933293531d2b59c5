using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using SegService.Api.Tests.Jobs;

namespace SegService.Fuzz.Tests;

/// <summary>
/// Damaged images, zip files and forms by the thousand, against the real program over sockets. SEGSERVICE_FUZZ_INPUTS (20,000 in CI, else
/// 2,000) and SEGSERVICE_FUZZ_SEED (1) choose which. What broke it is kept in artifacts/fuzz.
/// </summary>
public sealed class FuzzTests : IAsyncLifetime
{
    private const int Clients = 4;

    /// <summary>Of resident memory, between a tenth of the inputs and all of them: what pools and the heap take before they settle.</summary>
    private const long MostGrowth = 128L << 20;

    private readonly TemporaryFolder _models = new();
    private readonly ConcurrentDictionary<int, string> _broken = new();
    private readonly ConcurrentDictionary<HttpStatusCode, int> _answers = new();
    private readonly int _seed = Setting("SEGSERVICE_FUZZ_SEED", 1);
    private readonly ServiceProcess _service;

    public FuzzTests() => _service = new ServiceProcess(
        ("SegService__Models__Directory", _models.Path), ("SegService__Limits__MaxPixels", "1048576"), ("SegService__Jobs__MaxQueuedImages", "100000"),
        ("Serilog__MinimumLevel__Default", "Error"));

    public ValueTask InitializeAsync()
    {
        TinyModel.Write(_models.Path);
        return new ValueTask(_service.StartAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        _models.Dispose();
    }

    [Fact]
    public async Task Damaged_input_is_never_a_fault_of_the_service_and_its_memory_stays()
    {
        var inputs = Setting("SEGSERVICE_FUZZ_INPUTS", Repository.IsCi ? 20_000 : 2_000);
        var clock = Stopwatch.StartNew();
        await SendAsync(0, inputs / 10);
        await QueueIsEmptyAsync();
        var before = _service.ResidentBytes;
        await SendAsync(inputs / 10, inputs);
        await QueueIsEmptyAsync();
        var after = _service.ResidentBytes;

        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{inputs} inputs in {clock.Elapsed.TotalSeconds:0} s: {string.Join(", ", _answers.OrderBy(pair => pair.Key).Select(pair => $"{pair.Value} x {(int)pair.Key}"))}; RSS {before >> 20} MiB after a tenth, {after >> 20} MiB after all"));
        Assert.Empty(_broken.OrderBy(pair => pair.Key).Select(pair => $"seed {_seed}, input {pair.Key}: {pair.Value}"));
        Assert.Empty(await FaultsOfJobsAsync());
        Assert.DoesNotContain(_service.Output, line => line.Contains("Exception", StringComparison.Ordinal));
        Assert.InRange(after - before, long.MinValue, MostGrowth);
        Assert.InRange(_answers.GetValueOrDefault(HttpStatusCode.OK), inputs / 20, inputs); // Else the damage is too coarse to get anywhere.
    }

    private async Task SendAsync(int from, int to)
    {
        using var client = _service.Client();
        await Parallel.ForAsync(from, to, new ParallelOptions { MaxDegreeOfParallelism = Clients, CancellationToken = TestContext.Current.CancellationToken },
            async (number, _) => await SendOneAsync(client, number));
    }

    private async Task SendOneAsync(HttpClient client, int number)
    {
        var fuzzed = new FuzzedRequest(_seed, number);
        try
        {
            using var request = fuzzed.Message();
            using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
            _answers.AddOrUpdate(response.StatusCode, 1, (_, count) => count + 1);
            if ((int)response.StatusCode >= 500)
                Keep(number, fuzzed, $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}");
        }
        catch (HttpRequestException failure)
        {
            Keep(number, fuzzed, _service.HasExited ? "the service crashed" : failure.Message);
        }
    }

    private void Keep(int number, FuzzedRequest fuzzed, string answer)
    {
        _broken[number] = $"{fuzzed.Path}: {answer}";
        var folder = Directory.CreateDirectory(Repository.File("artifacts/fuzz")).FullName;
        File.WriteAllBytes(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{_seed}-{number}.bin")), fuzzed.Body);
    }

    private async Task QueueIsEmptyAsync()
    {
        using var client = _service.Client();
        while (await JsonAsync(client, "/v1/stats") is var stats && stats.GetProperty("queueDepth").GetInt32() + stats.GetProperty("running").GetInt32() > 0)
            await Task.Delay(TimeSpan.FromMilliseconds(100), TestContext.Current.CancellationToken);
    }

    /// <summary>Images of jobs that ended in a fault: their bytes were accepted, so a worker met them.</summary>
    private async Task<List<string>> FaultsOfJobsAsync()
    {
        using var client = _service.Client();
        var faults = new List<string>();
        for (var page = "/v1/jobs?limit=200"; page is not null;)
        {
            var list = await JsonAsync(client, page);
            foreach (var job in list.GetProperty("jobs").EnumerateArray().Where(job => job.GetProperty("progress").GetProperty("failed").GetInt32() > 0))
                faults.AddRange(Faults(await JsonAsync(client, $"/v1/jobs/{job.GetProperty("id").GetString()}")));
            page = list.TryGetProperty("next", out var next) ? next.GetString() : null;
        }

        return faults;
    }

    private static IEnumerable<string> Faults(JsonElement job) => job.GetProperty("images").EnumerateArray()
        .Select(image => image.GetProperty("problem")).Where(problem => problem.ValueKind == JsonValueKind.Object && problem.GetProperty("status").GetInt32() >= 500)
        .Select(problem => problem.GetRawText());

    private static async Task<JsonElement> JsonAsync(HttpClient client, string path) =>
        JsonElement.Parse(await client.GetByteArrayAsync(path, TestContext.Current.CancellationToken));

    private static int Setting(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
