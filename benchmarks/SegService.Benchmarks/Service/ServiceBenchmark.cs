using System.Diagnostics;
using SegService.Benchmarks.Figures;
using SegService.Benchmarks.Load;
using SegService.Benchmarks.Scenes;

namespace SegService.Benchmarks.Service;

/// <summary>
/// The whole service (HTTP in, JSON out) over its network alone. Both take turns in one run, so that whatever else the machine
/// does slows both; each ratio is of two neighbouring turns.
/// </summary>
internal sealed class ServiceBenchmark : IBenchmark
{
    private const int Concurrency = 8;

    /// <summary>At the images' own size: `auto` may look twice, and larger, where the network alone looks once.</summary>
    private const string Path = "/v1/segmentations?scale=1";

    /// <summary>Turns until the JIT has compiled for good what requests run: it takes a quarter of the processor until then.</summary>
    private const int WarmUp = 12;

    private readonly List<Round> _rounds = [];

    public string Name => "service";

    public string Description => "The whole service over a bare ONNX Runtime loop with the same model, threads and batch";

    public async Task<IReadOnlyList<Figure>> RunAsync(Effort effort, CancellationToken stop)
    {
        await using var service = await ServedProcess.SegServiceAsync("models", stop);
        using var driver = new LoadDriver(new Uri(service.Address, Path), TileImages.Pngs());
        using var raw = new RawInference(await BundleAsync(service, stop), TileImages.Side, TileImages.Side);
        raw.Run(effort.Turn / 4);
        await driver.RunAsync(Concurrency, effort.Turn * WarmUp, stop);
        var before = await Allocations.ReadAsync(service.Address, stop);
        for (var round = 0; round < effort.Rounds; round++)
            _rounds.Add(await MeasureAsync(service, driver, raw, effort.Turn, stop));
        var allocated = (await Allocations.ReadAsync(service.Address, stop) - before) / 1000 / _rounds.Sum(round => round.Load.Answers.Count);
        var alone = await driver.RunAsync(concurrency: 1, effort.Turn * 2, stop);
        return [.. Alone(alone), new Figure("managed allocations of a request", Spread.Of(allocated), "KB", "<= 300"), .. Figures()];
    }

    /// <summary>Half of the network's turn before the service's and half after, so that a steady drift cancels out.</summary>
    private static async Task<Round> MeasureAsync(ServedProcess service, LoadDriver driver, RawInference raw, TimeSpan turn, CancellationToken stop)
    {
        using var self = Process.GetCurrentProcess();
        var before = Raw(self, raw, turn / 2);
        var (serviceCpu, driverCpu) = (service.CpuTime, Cpu(self));
        var load = await driver.RunAsync(Concurrency, turn, stop);
        var answers = load.Answers.Count;
        var (cpu, drivers) = ((service.CpuTime - serviceCpu).TotalMilliseconds / answers, (Cpu(self) - driverCpu).TotalMilliseconds / answers);
        var after = Raw(self, raw, turn / 2);
        return new Round((before.PerSecond + after.PerSecond) / 2, (before.Cpu + after.Cpu) / 2, load, cpu, drivers);
    }

    private static (double PerSecond, double Cpu) Raw(Process self, RawInference raw, TimeSpan turn)
    {
        var cpu = Cpu(self);
        var (tiles, elapsed) = raw.Run(turn);
        return (tiles / elapsed.TotalSeconds, (Cpu(self) - cpu).TotalMilliseconds / tiles);
    }

    private static TimeSpan Cpu(Process process)
    {
        process.Refresh();
        return process.TotalProcessorTime;
    }

    /// <summary>Of the model that <c>default</c> means to this service.</summary>
    private static async Task<string> BundleAsync(ServedProcess service, CancellationToken stop)
    {
        using var http = new HttpClient { BaseAddress = service.Address };
        using var response = await http.PostAsync(Path, new ByteArrayContent(TileImages.Pngs()[0]), stop);
        return System.IO.Path.Combine("models", response.EnsureSuccessStatusCode().Headers.GetValues("X-Model").Single().Split('@')[0]);
    }

    private static IEnumerable<Figure> Alone(LoadResult alone)
    {
        foreach (var stage in alone.Answers[0].Stages.Keys)
            yield return new Figure($"one at a time: {stage}", Spread.Of(alone.Answers.Select(answer => answer.Stages.GetValueOrDefault(stage))), "ms");
        yield return new Figure("one at a time: whole request", Spread.Of(alone.Answers.Select(answer => answer.Milliseconds)), "ms");
        yield return new Figure("one at a time: over the sum of the stages (HTTP, queue, batching)",
            Spread.Of(alone.Answers.Select(answer => answer.Milliseconds - answer.Stages.Where(stage => stage.Key != "queue").Sum(stage => stage.Value))), "ms", "<= 2");
    }

    private IEnumerable<Figure> Figures()
    {
        yield return Of("network alone", round => round.Raw, "tiles/s");
        yield return Of("service", round => round.Load.PerSecond, "tiles/s");
        yield return Of("service p50", round => round.Load.Latency(0.5), "ms");
        yield return Of("service p99", round => round.Load.Latency(0.99), "ms");
        yield return Of("processor time of a tile, network alone", round => round.RawCpu, "ms");
        yield return Of("processor time of a tile, service", round => round.ServiceCpu, "ms");
        yield return Of("processor time of a tile, load driver", round => round.DriverCpu, "ms");
        yield return Of("network alone/service, processor time", round => round.RawCpu / round.ServiceCpu, "");
        yield return Of("service/raw", round => round.Load.PerSecond / round.Raw, "", ">= 0.90");
    }

    private Figure Of(string name, Func<Round, double> value, string unit, string? goal = null) => new(name, Spread.Of(_rounds.Select(value)), unit, goal);

    /// <summary>Two neighbouring turns; processor times in milliseconds a tile.</summary>
    private sealed record Round(double Raw, double RawCpu, LoadResult Load, double ServiceCpu, double DriverCpu);
}
