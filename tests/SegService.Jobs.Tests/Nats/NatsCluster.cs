using SegService.TestKit;

namespace SegService.Jobs.Tests.Nats;

/// <summary>Three nats-servers as one, each a child process; everything is kept three times.</summary>
public sealed class NatsCluster : NatsFixture
{
    private readonly List<NatsNode> _nodes = [];

    public NatsCluster() => Replicas = 3;

    internal IReadOnlyList<NatsNode> Nodes => _nodes;

    /// <summary>Nodes that wait for the test to start them.</summary>
    internal int Absent { get; init; }

    public override async ValueTask InitializeAsync()
    {
        (var binary, WhyNot) = await NatsBinary.FindOnceAsync();
        if (binary is null)
            return;

        _nodes.AddRange(NatsNode.Cluster(binary));
        foreach (var node in _nodes.SkipLast(Absent))
        {
            node.Start();
            await node.ListeningAsync(); // of three that start within the same 10 ms, the leader now and then finds "no suitable peers" for a minute
        }

        Url = string.Join(',', _nodes.Select(node => node.Url));
    }

    public override ValueTask DisposeAsync()
    {
        _nodes.ForEach(node => node.Dispose());
        return ValueTask.CompletedTask;
    }
}

public sealed class NatsClusterJobTests(NatsCluster cluster) : NatsJobContract(cluster), IClassFixture<NatsCluster>;
