namespace SegService.Jobs.Tests.Contract;

public abstract partial class JobContract
{
    private static readonly JobProblem Damaged = new("unreadable", "The PNG is truncated.") { Field = "images", Limit = "4 bytes" };

    [Fact]
    public async Task An_image_is_held_by_one_lease_at_a_time()
    {
        var job = await SubmitAsync();

        var lease = await TakeOneAsync();

        Assert.Equal((job.Id, job.Options, 0, 1), (lease.Job, lease.Options, lease.Image.Index, lease.Image.Attempts));
        Assert.Empty(await TakeAsync());
        Assert.Equal(JobStatus.Running, (await JobAsync(job.Id)).Status);
        Assert.Equal(Time.GetUtcNow(), (await JobAsync(job.Id)).StartedAt);
    }

    [Fact]
    public async Task Completing_every_image_succeeds_the_job()
    {
        var job = await SubmitAsync(images: 2);

        foreach (var lease in await TakeAsync(max: 2))
            Assert.True(await CompleteAsync(lease, count: 7));
        Restart();

        var done = await JobAsync(job.Id);
        Assert.Equal((JobStatus.Succeeded, new ImageCounts(0, 0, 2, 0, 0)), (done.Status, done.Counts));
        Assert.Equal((Time.GetUtcNow(), Time.GetUtcNow() + Options.Retention), (done.FinishedAt, done.ExpiresAt));
        var image = await ImageAsync(job.Id, 1);
        Assert.Equal((ImageStatus.Succeeded, 7), (image.Status, image.Count));
        Assert.Equal(Bytes(1001), await ReadAsync(image.Result!.Key));
    }

    [Fact]
    public async Task A_final_problem_fails_the_image_at_once_and_the_job_in_part()
    {
        var job = await SubmitAsync(images: 2);
        var leases = await TakeAsync(max: 2);

        Assert.True(await Backend.Queue.FailAsync(leases[0], Damaged, transient: false, Cancel));
        Assert.True(await CompleteAsync(leases[1]));

        Assert.Equal(JobStatus.Partial, (await JobAsync(job.Id)).Status);
        var image = await ImageAsync(job.Id);
        Assert.Equal((ImageStatus.Failed, Damaged), (image.Status, image.Problem));
        Assert.Empty(await TakeAsync());
    }

    [Fact]
    public async Task A_transient_problem_is_retried_with_doubling_pauses_and_then_stays_inspectable()
    {
        var job = await SubmitAsync();

        for (var attempt = 1; attempt <= Options.MaxAttempts; attempt++)
        {
            var lease = await TakeOneAsync();
            Assert.Equal(attempt, lease.Image.Attempts);
            Assert.True(await Backend.Queue.FailAsync(lease, Damaged, transient: true, Cancel));
            Time.Advance(Options.RetryDelay * Math.Pow(2, attempt - 1) - TimeSpan.FromMilliseconds(1));
            Assert.Empty(await TakeAsync());
            Time.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.Empty(await TakeAsync());
        Assert.Equal(JobStatus.Failed, (await JobAsync(job.Id)).Status);
        Assert.Equal((ImageStatus.Failed, Damaged, Options.MaxAttempts), await SummaryAsync(job.Id));
        Assert.Equal(Bytes(0), await ReadAsync((await ImageAsync(job.Id)).Source.Key));
    }

    [Fact]
    public async Task A_lease_that_runs_out_is_taken_over_and_its_late_report_is_ignored()
    {
        var job = await SubmitAsync();
        var zombie = await TakeOneAsync();
        Time.Advance(Options.LeaseDuration);

        var heir = await TakeOneAsync();

        Assert.Equal(2, heir.Image.Attempts);
        Assert.False(await Backend.Queue.RenewAsync(zombie, Cancel));
        Assert.False(await CompleteAsync(zombie, count: 1));
        Assert.False(await Backend.Queue.FailAsync(zombie, Damaged, transient: false, Cancel));
        Assert.False(await Backend.Queue.HandBackAsync(zombie, Cancel));
        Assert.True(await CompleteAsync(heir, count: 2));
        Assert.False(await CompleteAsync(heir, count: 3));
        Assert.Equal(2, (await ImageAsync(job.Id)).Count);
    }

    [Fact]
    public async Task A_renewed_lease_is_kept()
    {
        await SubmitAsync();
        var lease = await TakeOneAsync();

        for (var i = 0; i < 10; i++)
        {
            Time.Advance(Options.LeaseDuration * 0.9);
            Assert.True(await Backend.Queue.RenewAsync(lease, Cancel));
            Assert.Empty(await TakeAsync());
        }

        Assert.True(await CompleteAsync(lease));
    }

    [Fact]
    public async Task An_image_that_loses_every_worker_ends_as_failed()
    {
        var job = await SubmitAsync();

        for (var i = 0; i < Options.MaxAttempts; i++)
        {
            await TakeOneAsync();
            Time.Advance(Options.LeaseDuration);
        }

        Assert.Empty(await TakeAsync());
        var image = await ImageAsync(job.Id);
        Assert.Equal((ImageStatus.Failed, JobProblem.WorkerLost), (image.Status, image.Problem?.Kind));
        Assert.Equal(JobStatus.Failed, (await JobAsync(job.Id)).Status);
    }

    [Fact]
    public async Task Handing_back_does_not_use_up_an_attempt()
    {
        await SubmitAsync();

        for (var i = 0; i < Options.MaxAttempts + 2; i++)
            Assert.True(await Backend.Queue.HandBackAsync(await TakeOneAsync(), Cancel));

        Assert.Equal(1, (await TakeOneAsync()).Image.Attempts);
    }

    [Fact]
    public async Task Waiting_ends_when_work_comes()
    {
        _ = Backend;
        var waiting = Backend.Queue.TakeAsync(1, TimeSpan.FromMinutes(1), Cancel);

        var job = await SubmitAsync();

        Assert.Equal(job.Id, Assert.Single(await waiting).Job);
    }

    private async Task<(ImageStatus, JobProblem?, int)> SummaryAsync(Guid job)
    {
        var image = await ImageAsync(job);
        return (image.Status, image.Problem, image.Attempts);
    }
}
