using SegService.TestKit;

namespace SegService.Api.Tests.Jobs;

/// <summary>
/// The same over several machines' worth of processes: two that answer, two that work, three that keep. One of each kind in turn is
/// killed and started again. <c>./build.sh survive nats</c> runs it alone.
/// </summary>
public sealed class NatsKillTests(ITestOutputHelper output) : IAsyncDisposable
{
    /// <summary>A process that the cluster keeps waiting for longer than its patience ends, and is started again.</summary>
    private const int Restarts = 5;

    private static readonly TimeSpan LongestRefusal = TimeSpan.FromSeconds(15);

    private readonly List<IAsyncDisposable> _started = [];
    private IReadOnlyList<NatsNode> _nodes = [];

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _started)
            await process.DisposeAsync();
        foreach (var node in _nodes)
            node.Dispose();
    }

    [Fact]
    public async Task No_accepted_job_is_lost_wrong_or_done_twice_whichever_process_of_several_is_killed()
    {
        var (binary, whyNot) = await NatsBinary.FindOnceAsync();
        Needs.Met(whyNot);
        _nodes = NatsNode.Cluster(binary!);
        foreach (var node in _nodes)
            node.Start();
        ServiceProcess[] answering = [Process("Api"), Process("Api")];
        ServiceProcess[] working = [Process("Worker"), Process("Worker")];
        await Task.WhenAll(answering.Concat(working).Select(process => process.StartAsync(Restarts)));
        var clients = answering.Select(process => process.Client()).ToList();
        var campaign = new KillCampaign(clients);

        await campaign.RunAsync(kill => (kill % 3) switch
        {
            0 => RestartAsync(Any(_nodes)),
            1 => RestartAsync(Any(answering)),
            _ => RestartAsync(Any(working)),
        });
        clients.ForEach(client => client.Dispose());
        output.WriteLine(campaign.ToString());
        Assert.True(campaign.LongestRefusal < LongestRefusal, campaign.ToString());
    }

    private ServiceProcess Process(string role)
    {
        var process = new ServiceProcess(
            ("SegService__Roles", role), ("SegService__Jobs__Backend", "Nats"), ("SegService__Jobs__LeaseDuration", "00:00:05"),
            ("SegService__Nats__Url", string.Join(',', _nodes.Select(node => node.Url))), ("SegService__Nats__Replicas", "3"));
        _started.Add(process);
        return process;
    }

    private static T Any<T>(IReadOnlyList<T> members) => members[Random.Shared.Next(members.Count)];

    private static async Task RestartAsync(ServiceProcess process)
    {
        await process.KillAsync();
        await process.StartAsync(Restarts);
    }

    private static Task RestartAsync(NatsNode node)
    {
        node.Kill();
        node.Start();
        return Task.CompletedTask;
    }
}
