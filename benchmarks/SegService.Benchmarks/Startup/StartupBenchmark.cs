using System.Diagnostics;
using SegService.Benchmarks.Figures;
using SegService.Benchmarks.Load;
using SegService.Benchmarks.Scenes;
using SegService.TestKit;

namespace SegService.Benchmarks.Startup;

/// <summary>From the process's start to ready and to its first result, and the memory it holds at rest and for each megapixel.</summary>
internal sealed class StartupBenchmark : IBenchmark
{
    private const int Megapixel = 1024 * 1024;
    private const int Side = 2048;

    public string Name => "startup";

    public string Description => "Process start to ready and to the first result with three bundles; memory at rest and per megapixel";

    public async Task<IReadOnlyList<Figure>> RunAsync(Effort effort, CancellationToken stop)
    {
        var models = ThreeBundles();
        try
        {
            var starts = new List<Start>();
            for (var round = 0; round < effort.Rounds; round++)
                starts.Add(await StartAsync(models, stop));
            return
            [
                new Figure("process start to first result", Spread.Of(starts.Select(start => start.FirstResult)), "ms"),
                new Figure("processor time until ready", Spread.Of(starts.Select(start => start.Cpu)), "ms"),
                new Figure("memory at rest", Spread.Of(starts.Select(start => start.AtRest)), "MiB"),
                .. await MemoryAsync(models, stop),
                new Figure("process start to ready, three bundles", Spread.Of(starts.Select(start => start.Ready)), "ms", "<= 2000"),
            ];
        }
        finally
        {
            Directory.Delete(models, recursive: true);
        }
    }

    private static async Task<Start> StartAsync(string models, CancellationToken stop)
    {
        var start = Stopwatch.GetTimestamp();
        await using var service = await ServedProcess.SegServiceAsync(models, stop);
        var (cpu, atRest) = (service.CpuTime.TotalMilliseconds, Mebibytes(service.Memory));
        using var driver = new LoadDriver(new Uri(service.Address, "/v1/segmentations"), TileImages.Pngs());
        driver.Post(stop);
        return new Start(service.StartUp.TotalMilliseconds, Stopwatch.GetElapsedTime(start).TotalMilliseconds, cpu, atRest);
    }

    /// <summary>One image after a small one, which has loaded what is loaded once.</summary>
    private static async Task<IReadOnlyList<Figure>> MemoryAsync(string models, CancellationToken stop)
    {
        await using var service = await ServedProcess.SegServiceAsync(models, stop);
        var small = Peak(service, 256, stop);
        var large = Peak(service, Side, stop);
        return
        [
            new Figure("most memory held with one image of 256 x 256", Spread.Of(Mebibytes(small)), "MiB"),
            new Figure($"more for each megapixel of one of {Side} x {Side}", Spread.Of(Mebibytes(large - small) * Megapixel / (Side * Side)), "MiB"),
        ];
    }

    private static long Peak(ServedProcess service, int side, CancellationToken stop)
    {
        using var driver = new LoadDriver(new Uri(service.Address, "/v1/segmentations?scale=1"), [SyntheticImages.NucleiPng(side, side, side * side / 2600)]);
        driver.Post(stop);
        return service.ResidentPeak;
    }

    /// <summary>The two of the repository, and one of them once more under another name.</summary>
    private static string ThreeBundles()
    {
        var models = Directory.CreateTempSubdirectory("segservice-models-").FullName;
        foreach (var (from, to) in new[] { ("unet", "unet"), ("unet-extended", "unet-extended"), ("unet", "unet-again") })
        {
            var folder = Directory.CreateDirectory(Path.Combine(models, to)).FullName;
            File.Copy(Path.Combine("models", from, "model.onnx"), Path.Combine(folder, "model.onnx"));
            File.WriteAllText(Path.Combine(folder, "bundle.json"), File.ReadAllText(Path.Combine("models", from, "bundle.json")).Replace($"\"{from}\"", $"\"{to}\""));
        }

        return models;
    }

    private static double Mebibytes(long bytes) => bytes / (double)Megapixel;

    /// <summary>Milliseconds and mebibytes.</summary>
    private sealed record Start(double Ready, double FirstResult, double Cpu, double AtRest);
}
