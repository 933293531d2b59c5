using SegService.Pipeline.Admission;

namespace SegService.Pipeline.Tests.Admission;

public sealed class CpuGateTests : IDisposable
{
    private readonly CpuGate _gate = new(new AdmissionOptions { CpuWorkers = 1 });

    [Fact]
    public async Task Work_beyond_the_bound_waits_for_a_slot()
    {
        using var end = new ManualResetEventSlim();
        var began = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = _gate.RunAsync(() => Hold(began, end), TestContext.Current.CancellationToken);
        await began.Task;

        var second = _gate.RunAsync(() => end.IsSet, TestContext.Current.CancellationToken);
        Assert.False(second.IsCompleted);
        end.Set();

        Assert.True(await first);
        Assert.True(await second);
    }

    [Fact]
    public async Task Who_leaves_while_waiting_does_no_work()
    {
        using var end = new ManualResetEventSlim();
        using var leaving = new CancellationTokenSource();
        var began = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = _gate.RunAsync(() => Hold(began, end), TestContext.Current.CancellationToken);
        await began.Task;

        var second = _gate.RunAsync<bool>(() => throw new InvalidOperationException("It began."), leaving.Token);
        await leaving.CancelAsync();
        end.Set();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Assert.True(await first);
    }

    [Fact]
    public async Task Work_that_fails_gives_its_slot_back()
    {
        await Assert.ThrowsAsync<InvalidDataException>(() => _gate.RunAsync<int>(() => throw new InvalidDataException(), TestContext.Current.CancellationToken));

        Assert.Equal(3, await _gate.RunAsync(() => 3, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_caller_on_the_pool_may_do_the_work_itself()
    {
        var (caller, worker) = await Task.Run(async () => (Environment.CurrentManagedThreadId, await _gate.RunHereAsync(() => Environment.CurrentManagedThreadId, default)));

        Assert.Equal(caller, worker);
    }

    [Fact]
    public async Task Any_other_caller_is_not_kept()
    {
        var worker = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var caller = new Thread(() => _ = _gate.RunHereAsync(() => worker.TrySetResult(Thread.CurrentThread.IsThreadPoolThread), default));
        caller.Start();

        Assert.True(await worker.Task);
        caller.Join();
    }

    public void Dispose() => _gate.Dispose();

    private static bool Hold(TaskCompletionSource began, ManualResetEventSlim end)
    {
        began.SetResult();
        end.Wait();
        return true;
    }
}
