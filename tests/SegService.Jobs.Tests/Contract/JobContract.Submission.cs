namespace SegService.Jobs.Tests.Contract;

public abstract partial class JobContract
{
    [Fact]
    public async Task An_accepted_job_is_there_after_a_restart_with_all_its_images()
    {
        var submission = await PrepareAsync(images: 3) with { Callback = new Uri("https://lab.example/done") };
        await Backend.Store.SubmitAsync(submission, Cancel);

        Restart();

        var job = await JobAsync(submission.Id);
        Assert.Equal(("ann", JobStatus.Queued, new ImageCounts(3, 0, 0, 0, 0)), (job.Owner, job.Status, job.Counts));
        Assert.Equal((submission.Options, submission.Callback), (job.Options, job.Callback));
        var images = await Backend.Store.ImagesAsync(job.Id, Cancel);
        Assert.Equal(submission.Images, images.Select(image => new SubmittedImage(image.ImageId, image.Source, image.Pixels)));
        Assert.Equal(Bytes(2), await ReadAsync(images[2].Source.Key));
    }

    [Fact]
    public async Task The_same_key_and_body_is_the_same_job()
    {
        var first = await PrepareAsync(key: "k");
        await Backend.Store.SubmitAsync(first, Cancel);
        Restart();

        var again = await Backend.Store.SubmitAsync(await PrepareAsync(key: "k"), Cancel);

        Assert.Equal(first.Id, Assert.IsType<SubmitOutcome.Duplicate>(again).Job.Id);
        Assert.Single(await TakeAsync(max: 10));
    }

    [Fact]
    public async Task The_same_key_with_another_body_is_a_conflict()
    {
        var first = await PrepareAsync(key: "k");
        await Backend.Store.SubmitAsync(first, Cancel);

        var other = await Backend.Store.SubmitAsync(await PrepareAsync(key: "k", fingerprint: "g"), Cancel);

        Assert.Equal(first.Id, Assert.IsType<SubmitOutcome.Conflict>(other).Job);
    }

    [Fact]
    public async Task A_key_that_is_taken_is_known_before_anything_is_submitted()
    {
        var first = await PrepareAsync(key: "k");
        Assert.Null(await Backend.Store.FindRepeatedAsync(first, Cancel));
        await Backend.Store.SubmitAsync(first, Cancel);

        var again = await Backend.Store.FindRepeatedAsync(await PrepareAsync(key: "k"), Cancel);
        var other = await Backend.Store.FindRepeatedAsync(await PrepareAsync(key: "k", fingerprint: "g"), Cancel);

        Assert.Equal(first.Id, Assert.IsType<SubmitOutcome.Duplicate>(again).Job.Id);
        Assert.Equal(first.Id, Assert.IsType<SubmitOutcome.Conflict>(other).Job);
        Assert.Null(await Backend.Store.FindRepeatedAsync(await PrepareAsync(key: "k", owner: "bob"), Cancel));
        Assert.Null(await Backend.Store.FindRepeatedAsync(await PrepareAsync(), Cancel));
    }

    [Fact]
    public async Task Keys_of_different_owners_do_not_meet()
    {
        await Backend.Store.SubmitAsync(await PrepareAsync(key: "k", owner: "ann"), Cancel);

        var other = await Backend.Store.SubmitAsync(await PrepareAsync(key: "k", owner: "bob", fingerprint: "g"), Cancel);

        Assert.IsType<SubmitOutcome.Accepted>(other);
    }

    [Fact]
    public async Task Of_many_submissions_at_once_under_one_key_one_is_accepted()
    {
        var submissions = new List<JobSubmission>();
        for (var i = 0; i < 8; i++)
            submissions.Add(await PrepareAsync(key: "k"));

        var outcomes = await Task.WhenAll(submissions.Select(submission => Task.Run(() => Backend.Store.SubmitAsync(submission, Cancel))));

        var accepted = Assert.Single(outcomes.OfType<SubmitOutcome.Accepted>());
        Assert.All(outcomes.OfType<SubmitOutcome.Duplicate>(), duplicate => Assert.Equal(accepted.Job.Id, duplicate.Job.Id));
        Assert.Equal(7, outcomes.OfType<SubmitOutcome.Duplicate>().Count());
    }

    [Fact]
    public async Task A_full_queue_refuses_and_has_room_again_once_work_is_taken()
    {
        await SubmitAsync(images: Options.MaxQueuedImages - 1);
        var large = await Backend.Store.SubmitAsync(await PrepareAsync(images: 2), Cancel);
        Assert.Equal(Options.MaxQueuedImages, Assert.IsType<SubmitOutcome.Full>(large).Limit);

        await TakeOneAsync();

        Assert.IsType<SubmitOutcome.Accepted>(await Backend.Store.SubmitAsync(await PrepareAsync(images: 2), Cancel));
    }

    [Fact]
    public async Task An_owner_s_jobs_are_listed_newest_first_page_by_page()
    {
        var jobs = new List<Guid>();
        for (var i = 0; i < 5; i++)
            jobs.Insert(0, (await SubmitAsync()).Id);
        await SubmitAsync(owner: "bob");

        var first = await Backend.Store.ListAsync("ann", before: null, limit: 3, Cancel);
        var second = await Backend.Store.ListAsync("ann", before: first[^1].Id, limit: 3, Cancel);

        Assert.Equal(jobs[..3], first.Select(job => job.Id));
        Assert.Equal(jobs[3..], second.Select(job => job.Id));
    }

    [Fact]
    public async Task An_unknown_job_is_not_found()
    {
        var id = Guid.CreateVersion7();

        Assert.Null(await Backend.Store.FindAsync(id, Cancel));
        Assert.Null(await Backend.Store.ImageAsync(id, 0, Cancel));
        Assert.Empty(await Backend.Store.ImagesAsync(id, Cancel));
        Assert.Null(await Backend.Queue.EstimateAsync(id, Cancel));
        Assert.Empty(await EventsAsync(id));
        Assert.False(await Backend.Store.RemoveAsync(id, Cancel));
    }

    [Fact]
    public async Task Jobs_of_all_owners_are_counted_by_their_status()
    {
        await SubmitAsync(owner: "ann");
        await SubmitAsync(owner: "ben");
        Assert.Equal(2, (await Backend.Store.CountAsync(Cancel))[JobStatus.Queued]);

        await CompleteAsync(await TakeOneAsync());
        var counts = await Backend.Store.CountAsync(Cancel);

        Assert.Equal((1, 1), (counts[JobStatus.Queued], counts[JobStatus.Succeeded]));
    }
}
