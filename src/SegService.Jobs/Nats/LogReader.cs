using System.Runtime.CompilerServices;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;

namespace SegService.Jobs.Nats;

/// <summary>The log's messages in their order, as they come.</summary>
internal sealed class LogReader(INatsJSStream log)
{
    /// <summary>
    /// The client asks for more as messages arrive, not as they are read, and drops those beyond twice this number: then it has to begin
    /// again where it lost them. So twice of it is more than a log holds between two snapshots.
    /// </summary>
    private const int MaxUnread = 20_000;

    /// <summary>A leader that is gone is noticed after two heartbeats missed.</summary>
    private static readonly NatsJSConsumeOpts Consuming =
        new() { MaxMsgs = MaxUnread, Expires = TimeSpan.FromSeconds(10), IdleHeartbeat = TimeSpan.FromSeconds(1) };

    /// <exception cref="NatsJSException">The server lost the consumer: what follows may be another log's.</exception>
    public async IAsyncEnumerable<INatsJSMsg<byte[]>> ReadAsync(ulong after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var options = new NatsJSOrderedConsumerOpts { DeliverPolicy = ConsumerConfigDeliverPolicy.ByStartSequence, OptStartSeq = after + 1 };
        var consumer = await log.CreateOrderedConsumerAsync(options, cancellationToken).ConfigureAwait(false);
        string? name = null;
        await foreach (var message in consumer.ConsumeAsync<byte[]>(opts: Consuming, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            // The client makes another where one was lost.
            name ??= message.Metadata!.Value.Consumer;
            if (message.Metadata!.Value.Consumer != name)
                throw new NatsJSException("The server lost the consumer.");
            yield return message;
        }
    }
}
