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

        for (var i = 0; i < 3; i++)
            _nodes.Add(new NatsNode(binary));
        var routes = string.Join(',', _nodes.Select(node => $"nats://127.0.0.1:{node.ClusterPort}"));
        foreach (var node in _nodes)
        {
            node.Arguments = ["-n", $"n{node.Port}", "--cluster_name", "tests", "--cluster", $"nats://127.0.0.1:{node.ClusterPort}", "--routes", routes];
        }

        _nodes.SkipLast(Absent).ToList().ForEach(node => node.Start());
        Url = string.Join(',', _nodes.Select(node => node.Url));
    }

    public override ValueTask DisposeAsync()
    {
        _nodes.ForEach(node => node.Dispose());
        return ValueTask.CompletedTask;
    }
}

public sealed class NatsClusterJobTests(NatsCluster cluster) : NatsJobContract(cluster), IClassFixture<NatsCluster>;
