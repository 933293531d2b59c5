using NATS.Client.Core;
using SegService.Jobs.Nats;
using SegService.TestKit;

namespace SegService.Jobs.Tests.Nats;

/// <summary>Services and servers that start together, as the pods of one release do: whoever is first waits for the others.</summary>
public sealed class NatsStartTests
{
    private readonly string _prefix = "t" + Guid.NewGuid().ToString("N");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Services_and_a_cluster_can_start_together()
    {
        await using var cluster = new NatsCluster();
        await cluster.InitializeAsync();

        await OpenedAsync(StartOpening(cluster));
    }

    [Fact]
    public async Task A_cluster_too_small_for_the_copies_asked_of_it_is_waited_for()
    {
        await using var cluster = new NatsCluster { Absent = 1 };
        await cluster.InitializeAsync();
        Needs.Met(cluster.WhyNot);
        await using var refusals = new NatsConnection(new NatsOpts { Url = cluster.Url, RetryOnInitialConnect = true });
        await refusals.ConnectAsync();
        await using var calls = await refusals.SubscribeCoreAsync<string>("$JS.EVENT.ADVISORY.API", cancellationToken: Cancel);
        await refusals.PingAsync(Cancel);

        var opening = StartOpening(cluster);
        await calls.Msgs.ReadAllAsync(Cancel).FirstAsync(
            call => call.Data!.Contains(_prefix, StringComparison.Ordinal) && call.Data.Contains("no suitable peers", StringComparison.Ordinal), Cancel);
        cluster.Nodes[^1].Start();

        await OpenedAsync(opening);
    }

    private List<Task<NatsBackend>> StartOpening(NatsCluster cluster)
    {
        var options = cluster.Options(_prefix);
        options.Patience = TimeSpan.FromMinutes(1);
        return [.. Enumerable.Range(0, 3).Select(_ => Task.Run(() => cluster.Open(options, new JobOptions(), TimeProvider.System)))];
    }

    private static async Task OpenedAsync(List<Task<NatsBackend>> opening)
    {
        foreach (var backend in await Task.WhenAll(opening))
            backend.Dispose();
    }
}
