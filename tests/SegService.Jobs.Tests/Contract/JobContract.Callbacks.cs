namespace SegService.Jobs.Tests.Contract;

public abstract partial class JobContract
{
    private static readonly Uri Callback = new("https://lab.example/done");

    [Fact]
    public async Task A_callback_is_due_once_its_job_is_finished_and_until_it_is_settled()
    {
        var submission = await PrepareAsync() with { Callback = Callback };
        await Backend.Store.SubmitAsync(submission, Cancel);
        var lease = await TakeOneAsync();
        Assert.Empty(await DueAsync());
        await CompleteAsync(lease);
        Restart();

        var due = Assert.Single(await DueAsync());

        Assert.Equal((submission.Id, JobStatus.Succeeded, Callback, 0), (due.Job.Id, due.Job.Status, due.Job.Callback, due.Attempts));
        await Backend.Callbacks.SettleAsync(due.Job.Id, Cancel);
        Assert.Empty(await DueAsync());
    }

    [Fact]
    public async Task A_callback_that_failed_is_due_again_after_the_back_off()
    {
        await Backend.Store.SubmitAsync(await PrepareAsync() with { Callback = Callback }, Cancel);
        await CompleteAsync(await TakeOneAsync());

        await Backend.Callbacks.RetryAsync(Assert.Single(await DueAsync()), Cancel);
        Assert.Empty(await DueAsync());
        Time.Advance(Options.RetryDelay);
        var second = Assert.Single(await DueAsync());
        Assert.Equal(1, second.Attempts);

        await Backend.Callbacks.RetryAsync(second, Cancel);
        Time.Advance(Options.RetryDelay * 2 - TimeSpan.FromMilliseconds(1));
        Assert.Empty(await DueAsync());
        Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(2, Assert.Single(await DueAsync()).Attempts);
    }

    [Fact]
    public async Task A_job_without_callback_is_never_due()
    {
        await SubmitAsync();
        await CompleteAsync(await TakeOneAsync());

        Assert.Empty(await DueAsync());
    }

    private Task<IReadOnlyList<DueCallback>> DueAsync() => Backend.Callbacks.DueAsync(10, Cancel);
}
