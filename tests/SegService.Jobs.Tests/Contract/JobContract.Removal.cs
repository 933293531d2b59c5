using Microsoft.Extensions.Logging.Abstractions;

namespace SegService.Jobs.Tests.Contract;

public abstract partial class JobContract
{
    [Fact]
    public async Task Removing_a_waiting_job_cancels_it()
    {
        var job = await SubmitAsync(images: 2);

        Assert.True(await Backend.Store.RemoveAsync(job.Id, Cancel));

        Assert.Empty(await TakeAsync());
        var cancelled = await JobAsync(job.Id);
        Assert.Equal((JobStatus.Cancelled, new ImageCounts(0, 0, 0, 0, 2)), (cancelled.Status, cancelled.Counts));
        Assert.Equal(0, (await Backend.Queue.DepthAsync(Cancel)).Waiting);
    }

    [Fact]
    public async Task Removing_a_running_job_takes_the_leases_away_and_forgets_the_results()
    {
        var job = await SubmitAsync(images: 3);
        var leases = await TakeAsync(max: 2);
        await CompleteAsync(leases[0]);

        Assert.True(await Backend.Store.RemoveAsync(job.Id, Cancel));

        Assert.False(await Backend.Queue.RenewAsync(leases[1], Cancel));
        Assert.False(await CompleteAsync(leases[1]));
        Assert.Equal(new ImageCounts(0, 0, 1, 0, 2), (await JobAsync(job.Id)).Counts);
        Assert.Null((await ImageAsync(job.Id)).Result);
    }

    [Fact]
    public async Task Removing_a_finished_job_forgets_it()
    {
        var job = await SubmitAsync();
        await CompleteAsync(await TakeOneAsync());

        Assert.True(await Backend.Store.RemoveAsync(job.Id, Cancel));

        Assert.Null(await Backend.Store.FindAsync(job.Id, Cancel));
        Assert.Empty(await Backend.Store.ImagesAsync(job.Id, Cancel));
    }

    [Fact]
    public async Task A_finished_job_expires_after_its_retention_and_is_forgotten_after_as_long_again()
    {
        var job = await SubmitAsync();
        await CompleteAsync(await TakeOneAsync());
        Time.Advance(Options.Retention - TimeSpan.FromSeconds(1));
        await CleanAsync();
        Assert.Equal(JobStatus.Succeeded, (await JobAsync(job.Id)).Status);

        Time.Advance(TimeSpan.FromSeconds(1));
        await CleanAsync();
        Assert.Equal(JobStatus.Expired, (await JobAsync(job.Id)).Status);
        var image = await ImageAsync(job.Id);
        Assert.Null(image.Result);
        Assert.Null(await Backend.Blobs.OpenAsync(image.Source.Key, Cancel));

        Time.Advance(Options.Retention);
        await CleanAsync();
        Assert.Null(await Backend.Store.FindAsync(job.Id, Cancel));
    }

    [Fact]
    public async Task An_unfinished_job_never_expires()
    {
        var job = await SubmitAsync();

        Time.Advance(Options.Retention * 3);
        await CleanAsync();

        Assert.Equal(Bytes(0), await ReadAsync((await TakeOneAsync()).Image.Source.Key));
        Assert.Null((await JobAsync(job.Id)).ExpiresAt);
    }

    [Fact]
    public async Task Blobs_without_a_job_are_swept_once_no_submission_can_follow()
    {
        Time.SetUtcNow(TimeProvider.System.GetUtcNow());
        var orphan = await PrepareAsync();
        var job = await SubmitAsync();

        await CleanAsync();
        Assert.Equal(Bytes(0), await ReadAsync(orphan.Images[0].Source.Key));

        Time.Advance(TimeSpan.FromHours(2));
        await CleanAsync();
        Assert.Null(await Backend.Blobs.OpenAsync(orphan.Images[0].Source.Key, Cancel));
        Assert.Equal(Bytes(0), await ReadAsync((await ImageAsync(job.Id)).Source.Key));
    }

    private async Task CleanAsync()
    {
        using var janitor = new JobJanitor(Backend.Store, Backend.Blobs, Time, NullLogger<JobJanitor>.Instance);
        await janitor.CleanAsync(Cancel);
    }
}
