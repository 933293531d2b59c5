namespace SegService.Jobs.Tests.Contract;

public abstract partial class JobContract
{
    [Fact]
    public async Task A_small_job_does_not_wait_for_a_large_one()
    {
        var large = await SubmitAsync(images: 20);
        var small = await SubmitAsync(images: 2);

        var order = await OrderAsync(6);

        Assert.Equal([large.Id, small.Id, large.Id, small.Id, large.Id, large.Id], order);
    }

    [Fact]
    public async Task An_owner_with_many_jobs_gets_no_more_than_one_with_few()
    {
        for (var i = 0; i < 5; i++)
            await SubmitAsync(images: 4, owner: "ann");
        var bob = await SubmitAsync(images: 4, owner: "bob");

        var order = await OrderAsync(8);

        Assert.Equal(4, order.Count(job => job == bob.Id));
        Assert.Equal(4, order.Where(job => job != bob.Id).Distinct().Count());
    }

    [Fact]
    public async Task Images_of_a_job_are_taken_in_their_order()
    {
        await SubmitAsync(images: 5);

        var leases = await TakeAsync(max: 5);

        Assert.Equal([0, 1, 2, 3, 4], leases.Select(lease => lease.Image.Index));
    }

    [Fact]
    public async Task Depth_counts_what_waits_and_what_runs()
    {
        await SubmitAsync(images: 3);
        await SubmitAsync(images: 2);
        Assert.Equal(new QueueDepth(5, 500, 0, null), await Backend.Queue.DepthAsync(Cancel));

        var lease = await TakeOneAsync();
        Time.Advance(TimeSpan.FromSeconds(2));
        await CompleteAsync(lease);
        await TakeOneAsync();

        // 100 pixels in 2 s on each of two slots.
        Assert.Equal(new QueueDepth(3, 400, 1, 100), await Backend.Queue.DepthAsync(Cancel));
    }

    [Fact]
    public async Task Position_and_time_left_follow_from_what_is_ahead_and_the_measured_speed()
    {
        var first = await SubmitAsync(images: 10);
        var second = await SubmitAsync(images: 2);
        Assert.Equal(new JobEstimate(1, null), await Backend.Queue.EstimateAsync(first.Id, Cancel));
        Assert.Equal(new JobEstimate(2, null), await Backend.Queue.EstimateAsync(second.Id, Cancel));

        var lease = await TakeOneAsync();
        Time.Advance(TimeSpan.FromSeconds(2));
        await CompleteAsync(lease);

        // 100 pixels/s; the second job has 200 left, and the first, served in turn, delays it by 200 more.
        Assert.Equal(new JobEstimate(1, TimeSpan.FromSeconds(4)), await Backend.Queue.EstimateAsync(second.Id, Cancel));
        Assert.Equal(new JobEstimate(null, TimeSpan.FromSeconds(11)), await Backend.Queue.EstimateAsync(first.Id, Cancel));
    }

    private async Task<List<Guid>> OrderAsync(int count)
    {
        var order = new List<Guid>();
        for (var i = 0; i < count; i++)
            order.Add((await TakeOneAsync()).Job);
        return order;
    }
}
