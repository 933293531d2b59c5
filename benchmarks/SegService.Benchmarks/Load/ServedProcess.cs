using System.Diagnostics;
using System.Net;
using SegService.TestKit;

namespace SegService.Benchmarks.Load;

/// <summary>A service as a process of its own, from its start to its end; what it prints goes to a file under artifacts/benchmarks.</summary>
internal sealed class ServedProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;

    private ServedProcess(Process process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    /// <summary>From the process's start until it was ready.</summary>
    public TimeSpan StartUp { get; private set; }

    public TimeSpan CpuTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Bytes it and its children hold now; what several of them share counts once (PSS).</summary>
    public long Memory => ProcessMemory.Proportional(_process.Id);

    /// <summary>Bytes it ever held at most, without its children.</summary>
    public long ResidentPeak => ProcessMemory.Peak(_process.Id);

    /// <summary>Starts SegService as its image has it, published beside this program, and waits until it is ready.</summary>
    /// <param name="models">The folder of bundles.</param>
    public static Task<ServedProcess> SegServiceAsync(string models, CancellationToken stop)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine("artifacts", "benchmarks", "service", "SegService.Api.dll")]);
        start.Environment["SegService__Models__Directory"] = Path.GetFullPath(models);
        start.Environment["SegService__Jobs__DataDirectory"] = Directory.CreateTempSubdirectory("segservice-bench-").FullName;
        return StartAsync("segservice", start, port => start.Environment["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}", "/health/ready", stop);
    }

    /// <param name="name">Of the log file.</param>
    /// <param name="start">The program.</param>
    /// <param name="listen">Tells it which port to listen on.</param>
    /// <param name="ready">A path that answers 200 once it is ready.</param>
    public static async Task<ServedProcess> StartAsync(string name, ProcessStartInfo start, Action<int> listen, string ready,
        CancellationToken stop)
    {
        var port = Ports.Free();
        listen(port);
        var log = Path.Combine(Directory.CreateDirectory(Path.Combine("artifacts", "benchmarks")).FullName, name + ".log");
        var started = Stopwatch.GetTimestamp();
        var process = Process.Start(Into(log, start)) ?? throw new InvalidOperationException($"{name} does not start.");
        var served = new ServedProcess(process, new Uri($"http://127.0.0.1:{port}"));
        try
        {
            await served.WaitAsync(ready, log, stop);
            served.StartUp = Stopwatch.GetElapsedTime(started);
            return served;
        }
        catch
        {
            await served.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task WaitAsync(string ready, string log, CancellationToken stop)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = Address };
        var start = Stopwatch.GetTimestamp();
        while (!await AnswersAsync(http, ready, stop))
        {
            if (_process.HasExited || Stopwatch.GetElapsedTime(start) > Patience)
                throw new InvalidOperationException($"A service did not become ready; {log} has what it said.");
            await Task.Delay(5, stop);
        }
    }

    private static async Task<bool> AnswersAsync(HttpClient http, string path, CancellationToken stop)
    {
        try
        {
            using var response = await http.GetAsync(path, stop);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>The shell becomes the program, its output going straight to the file: nothing here has to copy it meanwhile.</summary>
    private static ProcessStartInfo Into(string log, ProcessStartInfo start)
    {
        string[] arguments = ["-c", "exec \"$@\" > \"$0\"", log, start.FileName, .. start.ArgumentList];
        start.FileName = "/bin/sh";
        start.ArgumentList.Clear();
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        return start;
    }
}
