using System.Collections.Concurrent;

namespace SegService.Jobs.Embedded;

/// <summary>
/// Threads that do nothing but wait for the disk. On the thread pool, a few dozen parallel uploads would leave no thread to answer
/// requests; the file system merges flushes that come in at the same time, so several threads are worth their stack.
/// </summary>
internal sealed class FlushThreads : IDisposable
{
    private readonly BlockingCollection<Action> _work = [];

    public FlushThreads(int count)
    {
        for (var i = 0; i < count; i++)
            new Thread(Run) { IsBackground = true, Name = "job blobs" }.Start();
    }

    public Task RunAsync(Action flush)
    {
        var completion = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Add(() =>
        {
            try
            {
                flush();
                completion.SetResult();
            }
            catch (Exception e)
            {
                completion.SetException(e);
            }
        });
        return completion.Task;
    }

    public void Dispose() => _work.CompleteAdding();

    private void Run()
    {
        foreach (var flush in _work.GetConsumingEnumerable())
            flush();
    }
}
