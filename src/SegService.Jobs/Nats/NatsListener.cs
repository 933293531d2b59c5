using NATS.Client.Core;

namespace SegService.Jobs.Nats;

/// <summary>Handles the messages of a subject one after another, through lost connections and errors.</summary>
/// <param name="link">The connection.</param>
/// <param name="subject">With wildcards.</param>
/// <param name="queueGroup">Of those who listen under the same name, one gets a message; all without.</param>
/// <param name="handle">What is done with each.</param>
/// <param name="broken">Told before it starts again.</param>
internal sealed class NatsListener(NatsLink link, string subject, string? queueGroup, Func<NatsMsg<byte[]>, Task> handle, Action<Exception> broken)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly TaskCompletionSource _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Done once the server knows.</summary>
    public Task Listening => _listening.Task;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await ListenAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                broken(e);
            }

            await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        await using var subscription = await link.Connection.SubscribeCoreAsync<byte[]>(subject, queueGroup, cancellationToken: cancellationToken)
            .ConfigureAwait(false);
        await link.Connection.PingAsync(cancellationToken).ConfigureAwait(false);
        _listening.TrySetResult();
        await foreach (var message in subscription.Msgs.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            await handle(message).ConfigureAwait(false);
    }
}
