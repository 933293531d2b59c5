using NATS.Client.Core;
using SegService.Jobs.Nats;
using SegService.Jobs.State.Commands;

namespace SegService.Jobs.Tests.Nats;

/// <summary>A process that starts far behind the log.</summary>
public sealed class NatsCatchUpTests(NatsProcess server) : IClassFixture<NatsProcess>
{
    private const int Messages = 8_000;

    private readonly NatsOptions _options = server.Options("t" + Guid.NewGuid().ToString("N"));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_reads_the_log_in_one_go_however_much_faster_messages_come_than_they_are_applied()
    {
        using var first = server.Open(_options, new JobOptions(), TimeProvider.System);
        await using var connection = new NatsConnection(new NatsOpts { Url = server.Url });
        await FillAsync(connection);
        await using var consumers = await connection.SubscribeCoreAsync<string>(
            $"$JS.EVENT.ADVISORY.CONSUMER.CREATED.{new NatsStreams(_options).Log}.>", cancellationToken: Cancel);
        await connection.PingAsync(Cancel);

        using var late = server.Open(_options, new JobOptions(), TimeProvider.System);

        await connection.PingAsync(Cancel);
        Assert.True(consumers.Msgs.TryRead(out _));
        Assert.False(consumers.Msgs.TryRead(out _));
    }

    /// <summary>Leases renewed that nobody holds: each is a message like any other, and changes nothing.</summary>
    private async Task FillAsync(NatsConnection connection)
    {
        var renewal = new Renew { Now = DateTimeOffset.UnixEpoch, Rules = new JobOptions().Rules, Held = new Holding(Guid.NewGuid(), 0, 1) };
        var (data, _) = LogJson.Write(renewal);
        var subject = new NatsStreams(_options).CommandSubject;
        for (var i = 0; i < Messages; i++)
            await connection.PublishAsync(subject, data, new NatsHeaders { ["Nats-Msg-Id"] = $"{i}" }, cancellationToken: Cancel);
        await connection.PingAsync(Cancel);
    }
}
