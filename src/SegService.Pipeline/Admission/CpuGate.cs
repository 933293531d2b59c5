using OpenCvSharp;

namespace SegService.Pipeline.Admission;

/// <summary>
/// Runs CPU stages on the thread pool, a bounded number at once: more would only make every request slower and hold more
/// half-finished images in memory.
/// </summary>
public sealed class CpuGate : IDisposable
{
    private readonly SemaphoreSlim _slots;

    public CpuGate(AdmissionOptions options)
    {
        _slots = new SemaphoreSlim(options.CpuWorkers > 0 ? options.CpuWorkers : Environment.ProcessorCount);
        // A stage is one thread: OpenCV's own ones spin while they wait, and take the cores from other stages and the network.
        Cv2.SetNumThreads(1);
    }

    /// <exception cref="OperationCanceledException">Cancelled before <paramref name="work"/> began.</exception>
    public Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellationToken) => RunAsync(work, here: false, cancellationToken);

    /// <summary>
    /// On the caller's own thread where that is the pool's and a slot is free, which saves handing the work over and back: for the stages
    /// after a request's first, whose caller nobody waits for to go on with something else.
    /// </summary>
    /// <exception cref="OperationCanceledException">Cancelled before <paramref name="work"/> began.</exception>
    public Task<T> RunHereAsync<T>(Func<T> work, CancellationToken cancellationToken) =>
        RunAsync(work, Thread.CurrentThread.IsThreadPoolThread, cancellationToken);

    private async Task<T> RunAsync<T>(Func<T> work, bool here, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            cancellationToken.ThrowIfCancellationRequested(); // a slot may come in the moment in which the caller leaves
            return here ? work() : await Task.Run(work, CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            _slots.Release();
        }
    }

    public void Dispose() => _slots.Dispose();
}
