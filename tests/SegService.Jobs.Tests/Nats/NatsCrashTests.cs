using SegService.TestKit;
namespace SegService.Jobs.Tests.Nats;

/// <summary>Processes that submit and work without pause, and the servers they do it through, are killed in turn.</summary>
public sealed class NatsCrashTests(NatsCluster cluster) : IClassFixture<NatsCluster>
{
    private const int Rounds = 3;

    private readonly List<Guid> _accepted = [];
    private readonly string[] _where = [cluster.Url, "t" + Guid.NewGuid().ToString("N"), "3"];

    [Fact]
    public async Task No_accepted_job_is_lost_and_none_is_done_twice_when_processes_and_servers_are_killed()
    {
        Needs.Met(cluster.WhyNot);
        var steady = Start();
        var victim = Start();
        try
        {
            await Task.WhenAll(steady.AcceptedAsync(5), victim.AcceptedAsync(5));
            for (var i = 0; i < Rounds; i++)
            {
                var node = cluster.Nodes[i];
                node.Kill();
                await steady.AcceptedAsync(20);
                _accepted.AddRange(await victim.KillAsync());
                node.Start();
                victim = Start();
                await Task.WhenAll(steady.AcceptedAsync(20), victim.AcceptedAsync(5));
            }

            _accepted.AddRange(await steady.KillAsync());
            _accepted.AddRange(await victim.KillAsync());
        }
        finally
        {
            steady.Dispose();
            victim.Dispose();
        }

        await FinishAsync();
    }

    private async Task FinishAsync()
    {
        using var backend = CrashHost.CrashHost.Open(_where);
        using var worker = CrashHost.CrashHost.Worker(
            backend, new CrashHost.ReversingProcessor(), CrashHost.CrashHost.Options(""), TimeProvider.System);
        await worker.StartAsync(TestContext.Current.CancellationToken);
        foreach (var job in _accepted)
            await CrashChecks.CheckAsync(backend, job);
        await worker.StopAsync(TestContext.Current.CancellationToken);
    }

    private CrashProcess Start() => new(_where);
}
