namespace SegService.Jobs.Tests.Contract;

public abstract partial class JobContract
{
    [Fact]
    public async Task Events_tell_every_change_once_and_end_with_the_job()
    {
        var job = await SubmitAsync(images: 2);
        var leases = await TakeAsync(max: 2);
        await CompleteAsync(leases[1], count: 9);
        await Backend.Queue.FailAsync(leases[0], Damaged, transient: false, Cancel);

        var events = await EventsAsync(job.Id);

        Assert.Equal([1, 2, 3, 4, 5], events.Select(e => e.Sequence));
        Assert.Equal(
            [(JobStatus.Queued, null), (JobStatus.Running, null), (JobStatus.Running, 1), (JobStatus.Running, 0), (JobStatus.Partial, null)],
            events.Select(e => (e.Status, e.Image?.Index)));
        Assert.Equal((9, Damaged), (events[2].Image!.Count, events[3].Image!.Problem));
        Assert.Equal(new ImageCounts(0, 1, 1, 0, 0), events[2].Counts);
    }

    [Fact]
    public async Task Events_resume_where_a_reader_left_off_even_after_a_restart()
    {
        var job = await SubmitAsync();
        await CompleteAsync(await TakeOneAsync());
        Restart();

        Assert.Equal([3, 4], (await EventsAsync(job.Id, after: 2)).Select(e => e.Sequence));
        Assert.Empty(await EventsAsync(job.Id, after: 4));
    }

    [Fact]
    public async Task A_reader_sees_events_as_they_happen()
    {
        var job = await SubmitAsync();
        await using var reader = Backend.Store.EventsAsync(job.Id, after: 1, Cancel).GetAsyncEnumerator(Cancel);
        var next = reader.MoveNextAsync();
        Assert.False(next.IsCompleted);

        var lease = await TakeOneAsync();
        Assert.True(await next);
        Assert.Equal(JobStatus.Running, reader.Current.Status);

        await CompleteAsync(lease);
        Assert.True(await reader.MoveNextAsync());
        Assert.Equal(0, reader.Current.Image?.Index);
        Assert.True(await reader.MoveNextAsync());
        Assert.Equal(JobStatus.Succeeded, reader.Current.Status);
        Assert.False(await reader.MoveNextAsync());
    }

    [Fact]
    public async Task A_reader_of_a_job_that_is_removed_is_told()
    {
        var job = await SubmitAsync();
        var reading = EventsAsync(job.Id);

        await Backend.Store.RemoveAsync(job.Id, Cancel);

        Assert.Equal(JobStatus.Cancelled, (await reading)[^1].Status);
    }
}
