using System.Diagnostics;
using System.Text.Json;
using SegService.Benchmarks.Load;
using SegService.Benchmarks.Scenes;

namespace SegService.Benchmarks.Peers;

/// <summary>One of the services, running, and what was measured of it.</summary>
internal sealed class Peer : IAsyncDisposable
{
    private static readonly string Model = Path.GetFullPath(Path.Combine("models", "unet", "model.onnx"));

    private readonly ServedProcess _process;
    private readonly LoadDriver _driver;
    private readonly Dictionary<int, List<LoadResult>> _turns = [];

    private Peer(string name, ServedProcess process, string path, double nuclei)
    {
        (Name, _process, Nuclei) = (name, process, nuclei);
        _driver = new LoadDriver(new Uri(process.Address, path), TileImages.Pngs());
    }

    public string Name { get; }

    /// <summary>In all images together: all peers should find about as many.</summary>
    public double Nuclei { get; }

    /// <summary>Bytes, of all its processes.</summary>
    public long Memory => _process.Memory;

    /// <summary>At the images' own size, as the others: `auto` looks at most of them twice, and larger.</summary>
    public static async Task<Peer> SegServiceAsync(CancellationToken stop) =>
        await CreateAsync("SegService", await ServedProcess.SegServiceAsync("models", stop), "/v1/segmentations?model=unet&scale=1", stop);

    /// <summary>Debian's FastAPI and uvicorn, a worker a core.</summary>
    public static async Task<Peer> FastApiAsync(CancellationToken stop)
    {
        var start = new ProcessStartInfo("/usr/bin/python3",
            ["-m", "uvicorn", "service:app", "--workers", $"{Environment.ProcessorCount}", "--log-level", "warning"])
        {
            WorkingDirectory = Path.GetFullPath(Path.Combine("benchmarks", "peers", "fastapi")),
            Environment = { ["MODEL"] = Model, ["OMP_NUM_THREADS"] = "1", ["OPENBLAS_NUM_THREADS"] = "1", ["PYTHONDONTWRITEBYTECODE"] = "1" },
        };
        var process = await ServedProcess.StartAsync("fastapi", start, port => start.ArgumentList.Add($"--port={port}"), "/ready", stop);
        return await CreateAsync("FastAPI", process, "/segment", stop);
    }

    /// <summary>Node.js, a worker a core; its packages lie under artifacts.</summary>
    public static async Task<Peer> NodeAsync(CancellationToken stop)
    {
        var start = new ProcessStartInfo("node", [Path.Combine("artifacts", "peers", "node", "server.js")]) { Environment = { ["MODEL"] = Model } };
        var process = await ServedProcess.StartAsync("node", start, port => start.Environment["PORT"] = $"{port}", "/ready", stop);
        return await CreateAsync("Node.js", process, "/segment", stop);
    }

    public Task<LoadResult> RunAsync(int concurrency, TimeSpan turn, CancellationToken stop) => _driver.RunAsync(concurrency, turn, stop);

    public void Add(int concurrency, LoadResult turn)
    {
        if (!_turns.TryGetValue(concurrency, out var turns))
            _turns[concurrency] = turns = [];
        turns.Add(turn);
    }

    public IReadOnlyList<LoadResult> Turns(int concurrency) => _turns[concurrency];

    public async ValueTask DisposeAsync()
    {
        _driver.Dispose();
        await _process.DisposeAsync();
    }

    private static async Task<Peer> CreateAsync(string name, ServedProcess process, string path, CancellationToken stop)
    {
        using var http = new HttpClient { BaseAddress = process.Address };
        var nuclei = 0;
        foreach (var png in TileImages.Pngs())
        {
            using var response = await http.PostAsync(path, new ByteArrayContent(png), stop);
            using var document = JsonDocument.Parse(await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync(stop));
            nuclei += document.RootElement.GetProperty("count").GetInt32();
        }

        return new Peer(name, process, path, nuclei);
    }
}
