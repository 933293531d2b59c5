using SegService.Jobs.CrashHost;

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

        using var backend = CrashHost.CrashHost.Open(_directory.Path);
        using var worker = CrashHost.CrashHost.Worker(backend, new ReversingProcessor(), _options, TimeProvider.System);
        await worker.StartAsync(TestContext.Current.CancellationToken);
        foreach (var job in accepted)
            await CrashChecks.CheckAsync(backend, job);
        await worker.StopAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>The jobs the process said it had accepted, up to the moment it died.</summary>
    private async Task<IEnumerable<Guid>> RunUntilKilledAsync(int acceptances)
    {
        using var process = new CrashProcess(_directory.Path);
        await process.AcceptedAsync(acceptances);
        return await process.KillAsync();
    }
}
