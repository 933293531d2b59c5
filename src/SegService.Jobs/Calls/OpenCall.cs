using System.Collections.Concurrent;

namespace SegService.Jobs.Calls;

/// <summary>A call that waits for its answer: what its worker reads, and what it has sent so far.</summary>
internal sealed class OpenCall(ReadOnlyMemory<byte> content, TimeProvider time)
{
    private readonly TaskCompletionSource<CallAnswer?> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<int, byte[]> _parts = new();
    private long _heard = time.GetTimestamp();

    public ReadOnlyMemory<byte> Part(int index) => content[Math.Min(index * CallProtocol.PartSize, content.Length)..Math.Min((index + 1) * CallProtocol.PartSize, content.Length)];

    public void Hear() => Volatile.Write(ref _heard, time.GetTimestamp());

    /// <summary>The same part may come twice.</summary>
    public void Keep(int index, byte[] part) => _parts[index] = part;

    /// <summary>All parts are here; or, without <paramref name="succeeded"/>, the worker gives up.</summary>
    public void Finish(bool? succeeded) => _answer.TrySetResult(
        succeeded is { } isResult ? new CallAnswer(isResult, _parts.OrderBy(part => part.Key).SelectMany(part => part.Value).ToArray()) : null);

    /// <summary>Null where the worker gave up, or was silent for so long.</summary>
    public async Task<CallAnswer?> WaitAsync(TimeSpan silence, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(silence / 5, time);
        while (time.GetElapsedTime(Volatile.Read(ref _heard)) < silence)
        {
            var tick = timer.WaitForNextTickAsync(cancellationToken).AsTask();
            if (await Task.WhenAny(_answer.Task, tick).ConfigureAwait(false) == _answer.Task)
                return await _answer.Task.ConfigureAwait(false);
            await tick.ConfigureAwait(false);
        }

        return null;
    }
}
