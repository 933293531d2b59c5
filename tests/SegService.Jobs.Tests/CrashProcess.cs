using System.Diagnostics;

namespace SegService.Jobs.Tests;

/// <summary>A process that submits and works without pause, until it is killed.</summary>
internal sealed class CrashProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _errors;
    private readonly List<Guid> _accepted = [];

    /// <param name="arguments">Where its jobs are kept, as <see cref="CrashHost.CrashHost.Open"/> takes it.</param>
    public CrashProcess(params string[] arguments)
    {
        var host = Path.Combine(AppContext.BaseDirectory, "SegService.Jobs.CrashHost.dll");
        _process = Process.Start(
            new ProcessStartInfo("dotnet", [host, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        _errors = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>Reads on until it has accepted so many jobs more.</summary>
    public async Task AcceptedAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            if (!await ReadAsync())
                Assert.Fail($"the process ended before it was killed: {await _errors}");
        }
    }

    /// <summary>SIGKILL. All jobs it had accepted.</summary>
    public async Task<IReadOnlyList<Guid>> KillAsync()
    {
        _process.Kill();
        while (await ReadAsync())
        {
        }

        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return _accepted;
    }

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
    }

    /// <summary>A line that was cut off is no acceptance.</summary>
    private async Task<bool> ReadAsync()
    {
        if (await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is not { } line)
            return false;
        if (Guid.TryParseExact(line, "N", out var job))
            _accepted.Add(job);
        return true;
    }
}
