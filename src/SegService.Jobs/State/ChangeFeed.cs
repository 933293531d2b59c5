using System.Threading.Channels;

namespace SegService.Jobs.State;

/// <summary>Wakes those who wait for something to change. Only a hint: whoever wakes looks again.</summary>
internal sealed class ChangeFeed
{
    private readonly Lock _lock = new();
    private readonly List<Subscription> _subscriptions = [];

    public void Publish(object topic)
    {
        lock (_lock)
        {
            foreach (var subscription in _subscriptions)
                subscription.WakeIf(topic);
        }
    }

    /// <summary>Anything may have changed.</summary>
    public void PublishAll()
    {
        lock (_lock)
        {
            foreach (var subscription in _subscriptions)
                subscription.Wake();
        }
    }

    /// <summary>Subscribe first, look second, wait third: then no change is missed.</summary>
    public Subscription Subscribe(object topic)
    {
        var subscription = new Subscription(this, topic);
        lock (_lock)
            _subscriptions.Add(subscription);
        return subscription;
    }

    internal sealed class Subscription(ChangeFeed feed, object topic) : IDisposable
    {
        private readonly Channel<bool> _changes =
            Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

        public void WakeIf(object published)
        {
            if (topic.Equals(published))
                Wake();
        }

        public void Wake() => _changes.Writer.TryWrite(true);

        public async Task WaitAsync(CancellationToken cancellationToken) =>
            await _changes.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);

        /// <summary>Until a change or until <paramref name="timeout"/> has passed, whichever is first.</summary>
        public async Task WaitAsync(TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
        {
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var change = _changes.Reader.WaitToReadAsync(ended.Token).AsTask();
            await Task.WhenAny(change, Task.Delay(timeout, time, ended.Token)).ConfigureAwait(false);
            await ended.CancelAsync().ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            _changes.Reader.TryRead(out _);
        }

        public void Dispose()
        {
            lock (feed._lock)
                feed._subscriptions.Remove(this);
        }
    }
}
