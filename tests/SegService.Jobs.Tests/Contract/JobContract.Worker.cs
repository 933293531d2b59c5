using SegService.Jobs.Processing;
using SegService.Jobs.Tests.Processing;

namespace SegService.Jobs.Tests.Contract;

public abstract partial class JobContract
{
    private readonly GatedProcessor _processor = new();

    [Fact]
    public async Task A_worker_turns_sources_into_results()
    {
        var job = await SubmitAsync();
        using var worker = await StartAsync();

        var held = await _processor.NextAsync();
        Assert.Equal(("image-0", job.Options), (held.Work.ImageId, held.Work.Options));
        Assert.Equal(Bytes(0), held.Work.Source.ToArray());
        held.Finish(Bytes(50), count: 4);

        Assert.Equal(JobStatus.Succeeded, (await EventsAsync(job.Id))[^1].Status);
        var image = await ImageAsync(job.Id);
        Assert.Equal(4, image.Count);
        Assert.Equal(Bytes(50), await ReadAsync(image.Result!.Key));
        await worker.StopAsync(Cancel);
    }

    [Fact]
    public async Task The_work_on_an_image_is_in_the_trace_of_its_submission()
    {
        const string trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        await Backend.Store.SubmitAsync(await PrepareAsync() with { TraceParent = trace }, Cancel);
        Restart();
        using var worker = await StartAsync();

        var held = await _processor.NextAsync();
        var step = held.Step!;
        held.Finish([1], 1);

        Assert.Equal(("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"), (step.TraceId.ToHexString(), step.ParentSpanId.ToHexString()));
        await worker.StopAsync(Cancel);
    }

    [Fact]
    public async Task Work_that_came_without_a_trace_begins_its_own()
    {
        await SubmitAsync(images: 2);
        using var worker = await StartAsync();
        var (first, second) = (await _processor.NextAsync(), await _processor.NextAsync());
        first.Finish([1], 1);
        second.Finish([1], 1);

        Assert.Equal(default, first.Step!.ParentSpanId);
        Assert.NotEqual(first.Step.TraceId, second.Step!.TraceId);
        await worker.StopAsync(Cancel);
    }

    [Fact]
    public async Task A_worker_takes_no_more_than_its_slots()
    {
        await SubmitAsync(images: 5);
        using var worker = await StartAsync();
        var first = await _processor.NextAsync();
        var second = await _processor.NextAsync();

        Assert.Equal(Options.Slots, (await Backend.Queue.DepthAsync(Cancel)).Running);

        first.Finish([1], 0);
        var third = await _processor.NextAsync();
        Assert.Equal("image-2", third.Work.ImageId);
        second.Finish([1], 0);
        third.Finish([1], 0);
        (await _processor.NextAsync()).Finish([1], 0);
        (await _processor.NextAsync()).Finish([1], 0);
        await worker.StopAsync(Cancel);
    }

    [Fact]
    public async Task An_image_whose_processing_always_throws_ends_as_failed_and_the_others_go_on()
    {
        Options.RetryDelay = TimeSpan.Zero;
        var job = await SubmitAsync(images: 2);
        using var worker = await StartAsync();

        for (var i = 0; i < Options.MaxAttempts + 1; i++)
        {
            var held = await _processor.NextAsync();
            if (held.Work.ImageId == "image-0")
                held.Outcome.SetException(new InvalidOperationException("poison"));
            else
                held.Finish([1], 1);
        }

        Assert.Equal(JobStatus.Partial, (await EventsAsync(job.Id))[^1].Status);
        var image = await ImageAsync(job.Id);
        Assert.Equal((JobProblem.Fault, Options.MaxAttempts), (image.Problem?.Kind, image.Attempts));
        Assert.DoesNotContain("poison", image.Problem!.Detail);
        await worker.StopAsync(Cancel);
    }

    [Fact]
    public async Task Work_longer_than_a_lease_is_kept_by_renewing()
    {
        var job = await SubmitAsync();
        using var worker = await StartAsync();
        var held = await _processor.NextAsync();

        for (var i = 0; i < 9; i++)
            await RenewedAsync(job.Id);
        Assert.Empty(await TakeAsync());
        held.Finish([1], 1);

        Assert.Equal(JobStatus.Succeeded, (await EventsAsync(job.Id))[^1].Status);
        Assert.Equal(1, (await ImageAsync(job.Id)).Attempts);
        await worker.StopAsync(Cancel);
    }

    [Fact]
    public async Task Removing_a_job_stops_the_work_on_it_and_frees_the_slot()
    {
        Options.Slots = 1;
        var job = await SubmitAsync();
        using var worker = await StartAsync();
        var held = await _processor.NextAsync();

        await Backend.Store.RemoveAsync(job.Id, Cancel);
        var next = await SubmitAsync();
        Time.Advance(Options.LeaseDuration / 3);
        await held.Stopped.Task.WaitAsync(Cancel);

        (await _processor.NextAsync()).Finish([1], 1);
        Assert.Equal(JobStatus.Succeeded, (await EventsAsync(next.Id))[^1].Status);
        await worker.StopAsync(Cancel);
    }

    [Fact]
    public async Task Stopping_lets_work_in_hand_finish_and_takes_no_more()
    {
        Options.Slots = 1;
        var job = await SubmitAsync(images: 2);
        using var worker = await StartAsync();
        var held = await _processor.NextAsync();

        var stopping = worker.StopAsync(Cancel);
        Assert.False(stopping.IsCompleted);
        held.Finish([1], 1);
        await stopping;

        Assert.Equal(new ImageCounts(1, 0, 1, 0, 0), (await JobAsync(job.Id)).Counts);
    }

    [Fact]
    public async Task Work_that_does_not_finish_in_time_is_handed_back_on_stopping()
    {
        var job = await SubmitAsync();
        using var worker = await StartAsync();
        await _processor.NextAsync();

        var stopping = worker.StopAsync(Cancel);
        Time.Advance(Options.DrainTimeout);
        await stopping;

        Assert.Equal(new ImageCounts(1, 0, 0, 0, 0), (await JobAsync(job.Id)).Counts);
        Assert.Equal(1, (await TakeOneAsync()).Image.Attempts);
    }

    private async Task<JobWorker> StartAsync()
    {
        var worker = CrashHost.CrashHost.Worker(Backend, _processor, Options, Time);
        await worker.StartAsync(Cancel);
        return worker;
    }

    /// <summary>Lets a third of the lease pass and returns once the worker has renewed it.</summary>
    private async Task RenewedAsync(Guid job)
    {
        var before = (await ImageAsync(job)).LeaseUntil;
        Time.Advance(Options.LeaseDuration / 3);
        while ((await ImageAsync(job)).LeaseUntil == before)
            await Task.Yield();
    }
}
