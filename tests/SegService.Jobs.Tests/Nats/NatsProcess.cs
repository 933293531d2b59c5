using SegService.TestKit;

namespace SegService.Jobs.Tests.Nats;

/// <summary>One nats-server as a child process.</summary>
public sealed class NatsProcess : NatsFixture
{
    private NatsNode? _node;

    public override async ValueTask InitializeAsync()
    {
        (var binary, WhyNot) = await NatsBinary.FindOnceAsync();
        if (binary is null)
            return;

        _node = new NatsNode(binary);
        _node.Start();
        Url = _node.Url;
    }

    public override ValueTask DisposeAsync()
    {
        _node?.Dispose();
        return ValueTask.CompletedTask;
    }

    internal void Kill() => _node!.Kill();

    internal void Start() => _node!.Start();
}
