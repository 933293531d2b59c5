using Microsoft.Extensions.Options;

namespace SegService.Api.Server;

/// <summary>Bounds the uploads held in memory together, counted as they arrive: an announced length is only a claim.</summary>
internal sealed class ByteBudget(IOptions<RequestLimits> limits)
{
    private long _pending;

    public long Limit => limits.Value.MaxPendingBytes;

    public long PendingBytes => Volatile.Read(ref _pending);

    public Share Open() => new(this);

    /// <summary>What one upload has taken; disposing gives it back.</summary>
    internal sealed class Share(ByteBudget budget) : IDisposable
    {
        private long _taken;

        /// <summary>False, and nothing taken, when the budget does not have <paramref name="bytes"/> left.</summary>
        public bool TryTake(int bytes)
        {
            if (Interlocked.Add(ref budget._pending, bytes) > budget.Limit)
            {
                Interlocked.Add(ref budget._pending, -bytes);
                return false;
            }

            _taken += bytes;
            return true;
        }

        public void Dispose() => Interlocked.Add(ref budget._pending, -Interlocked.Exchange(ref _taken, 0));
    }
}
