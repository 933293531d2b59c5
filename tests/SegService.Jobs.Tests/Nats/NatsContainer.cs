using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Containers;
using SegService.TestKit;

namespace SegService.Jobs.Tests.Nats;

/// <summary>NATS as most people run it: the public image, in a container.</summary>
public sealed class NatsContainer : NatsFixture
{
    private const int Port = 4222;

    private IContainer? _container;

    public override async ValueTask InitializeAsync()
    {
        WhyNot = await DockerEngine.WhyNotAsync();
        if (WhyNot is not null)
            return;

        _container = new ContainerBuilder(Environment.GetEnvironmentVariable("NATS_IMAGE") ?? "nats:2.10")
            .WithCommand("-js", "-sd", "/tmp/jetstream")
            .WithPortBinding(Port, assignRandomHostPort: true)
            .WithWaitStrategy(Wait.ForUnixContainer().UntilMessageIsLogged("Server is ready"))
            .Build();
        await _container.StartAsync(TestContext.Current.CancellationToken);
        Url = $"nats://{_container.Hostname}:{_container.GetMappedPublicPort(Port)}";
    }

    public override async ValueTask DisposeAsync()
    {
        if (_container is not null)
            await _container.DisposeAsync();
    }
}

public sealed class NatsContainerJobTests(NatsContainer container) : NatsJobContract(container), IClassFixture<NatsContainer>;
