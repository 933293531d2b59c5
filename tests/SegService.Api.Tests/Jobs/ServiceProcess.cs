using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using SegService.TestKit;

namespace SegService.Api.Tests.Jobs;

/// <summary>The service as its own process, on a port and a data directory that outlive it.</summary>
/// <param name="settings">Environment variables beside those that every test needs.</param>
internal sealed class ServiceProcess(params (string Name, string Value)[] settings) : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly TemporaryFolder _folder = new();
    private readonly ConcurrentQueue<string> _output = new();
    private Process? _process;

    public Uri Address { get; init; } = new($"http://127.0.0.1:{Ports.Free()}");

    public string DataDirectory => _folder["data"];

    /// <summary>Every line it wrote, of its log and of its last words.</summary>
    public IReadOnlyCollection<string> Output => _output;

    public bool HasExited => _process!.HasExited;

    /// <summary>Bytes of memory that are its own and in use.</summary>
    public long ResidentBytes
    {
        get
        {
            _process!.Refresh();
            return _process.WorkingSet64;
        }
    }

    public HttpClient Client() => new() { BaseAddress = Address, Timeout = TimeSpan.FromMinutes(2) };

    /// <summary>Starts it; done once it is ready.</summary>
    /// <param name="restarts">How often it is started again should it end instead, as a supervisor does.</param>
    public async Task StartAsync(int restarts = 0)
    {
        using var client = Client();
        Launch();
        while (!await IsReadyAsync(client))
        {
            if (_process!.HasExited && restarts-- > 0)
                Launch();
            Assert.False(_process!.HasExited, $"the service ended instead of starting: {string.Join('\n', _output)}");
            await Task.Delay(Pause, TestContext.Current.CancellationToken);
        }
    }

    private void Launch()
    {
        _process?.Dispose();
        var program = Path.Combine(AppContext.BaseDirectory, "SegService.Api.dll");
        var start = new ProcessStartInfo("dotnet", [program])
        {
            WorkingDirectory = _folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["ASPNETCORE_URLS"] = Address.ToString(),
                ["SegService__Jobs__DataDirectory"] = DataDirectory,
                ["SegService__Jobs__MaxAttempts"] = "50", // an image may be in work at every kill
                ["SegService__Limits__DrainDelay"] = "00:00:00",
                ["Serilog__MinimumLevel__Default"] = "Warning",
            },
        };
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        _process.ErrorDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>SIGKILL: no warning, no last words.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>SIGTERM; the exit code.</summary>
    public async Task<int> TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process!.Id}"]);
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
            await KillAsync();
        _process?.Dispose();
        _folder.Dispose();
    }

    private static async Task<bool> IsReadyAsync(HttpClient client)
    {
        try
        {
            using var answer = await client.GetAsync("/health/ready", TestContext.Current.CancellationToken);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
