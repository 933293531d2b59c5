using System.Diagnostics;
using Microsoft.Extensions.Options;
using SegService.Jobs.CrashHost;
using SegService.Jobs.Embedded;

namespace SegService.Jobs.Tests.Embedded;

/// <summary>A process that submits and works without pause is killed at random moments.</summary>
public sealed class CrashTests : IDisposable
{
    private const int Kills = 8;

    private readonly TemporaryDirectory _directory = new();
    private readonly JobOptions _options;

    public CrashTests() => _options = CrashHost.CrashHost.Options(_directory.Path);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task No_accepted_job_is_lost_and_none_is_done_twice_when_the_process_is_killed()
    {
        var accepted = new List<Guid>();
        for (var i = 0; i < Kills; i++)
            accepted.AddRange(await RunUntilKilledAsync(Random.Shared.Next(1, 40)));

        using var backend = new EmbeddedBackend(Options.Create(_options), TimeProvider.System);
        using var worker = CrashHost.CrashHost.Worker(backend, new ReversingProcessor(), _options, TimeProvider.System);
        await worker.StartAsync(TestContext.Current.CancellationToken);
        foreach (var job in accepted)
            await CheckAsync(backend, job);
        await worker.StopAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>The jobs the process said it had accepted, up to the moment it died.</summary>
    private async Task<List<Guid>> RunUntilKilledAsync(int acceptances)
    {
        var host = Path.Combine(AppContext.BaseDirectory, "SegService.Jobs.CrashHost.dll");
        using var process = Process.Start(new ProcessStartInfo("dotnet", [host, _directory.Path]) { RedirectStandardOutput = true })!;
        var accepted = new List<Guid>();
        while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (Guid.TryParseExact(line, "N", out var job))
                accepted.Add(job);
            if (accepted.Count == acceptances)
                process.Kill();
        }

        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(accepted.Count >= acceptances, "the process ended before it was killed");
        return accepted;
    }

    private static async Task CheckAsync(IJobBackend backend, Guid job)
    {
        var events = await backend.Store.EventsAsync(job, after: 0, TestContext.Current.CancellationToken).ToListAsync();
        Assert.Equal(JobStatus.Succeeded, events[^1].Status);
        Assert.Equal([0, 1, 2], events.Where(e => e.Image is not null).Select(e => e.Image!.Index).Order());
        foreach (var image in await backend.Store.ImagesAsync(job, TestContext.Current.CancellationToken))
        {
            var source = await ReadAsync(backend, image.Source);
            Assert.Equal(source.Reverse(), await ReadAsync(backend, image.Result!));
            Assert.Equal(source[0], image.Count);
        }
    }

    private static async Task<byte[]> ReadAsync(IJobBackend backend, Blob blob)
    {
        await using var stream = await backend.Blobs.OpenAsync(blob.Key, TestContext.Current.CancellationToken);
        Assert.NotNull(stream);
        var bytes = new byte[blob.Length];
        await stream.ReadExactlyAsync(bytes);
        Assert.Equal(-1, stream.ReadByte());
        return bytes;
    }
}
