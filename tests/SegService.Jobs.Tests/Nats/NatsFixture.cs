using Microsoft.Extensions.Logging.Abstractions;
using NATS.Client.Core;
using NATS.Client.JetStream;
using SegService.Jobs.Nats;
using SegService.TestKit;

namespace SegService.Jobs.Tests.Nats;

/// <summary>A server, or several as one, that tests share, each under a prefix of its own.</summary>
public abstract class NatsFixture : IAsyncLifetime
{
    /// <summary>Null when the server runs.</summary>
    public string? WhyNot { get; protected set; }

    public string Url { get; protected set; } = "";

    public int Replicas { get; protected init; } = 1;

    public abstract ValueTask InitializeAsync();

    public abstract ValueTask DisposeAsync();

    public NatsOptions Options(string prefix) => new() { Url = Url, Prefix = prefix, Replicas = Replicas };

    public NatsBackend Open(NatsOptions nats, JobOptions options, TimeProvider time)
    {
        Needs.Met(WhyNot);
        return new NatsBackend(
            Microsoft.Extensions.Options.Options.Create(nats), Microsoft.Extensions.Options.Options.Create(options), time,
            NullLoggerFactory.Instance);
    }

    /// <summary>Forgets everything under a prefix.</summary>
    public async Task ClearAsync(string prefix)
    {
        if (WhyNot is not null)
            return;
        await using var connection = new NatsConnection(new NatsOpts { Url = Url });
        var context = new NatsJSContext(connection);
        await foreach (var name in context.ListStreamNamesAsync())
        {
            if (name.StartsWith(prefix + "-", StringComparison.Ordinal))
                await context.DeleteStreamAsync(name);
        }
    }
}
