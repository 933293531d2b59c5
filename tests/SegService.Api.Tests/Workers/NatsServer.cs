using SegService.TestKit;

namespace SegService.Api.Tests.Workers;

/// <summary>One nats-server as a child process.</summary>
public sealed class NatsServer : IAsyncLifetime
{
    private NatsNode? _node;

    public string? WhyNot { get; private set; }

    public string Url => _node!.Url;

    public async ValueTask InitializeAsync()
    {
        (var binary, WhyNot) = await NatsBinary.FindOnceAsync();
        if (binary is null)
            return;
        _node = new NatsNode(binary);
        _node.Start();
    }

    public ValueTask DisposeAsync()
    {
        _node?.Dispose();
        return ValueTask.CompletedTask;
    }
}
