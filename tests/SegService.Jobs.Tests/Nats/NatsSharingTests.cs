using System.Diagnostics;
using SegService.Jobs.Nats;
using SegService.Jobs.Processing;
using SegService.TestKit;

namespace SegService.Jobs.Tests.Nats;

/// <summary>What holds between processes: each backend here stands for one.</summary>
public sealed class NatsSharingTests(NatsProcess server) : IClassFixture<NatsProcess>, IDisposable
{
    private readonly JobOptions _options = new() { LeaseDuration = TimeSpan.FromSeconds(2), Slots = 3 };
    private readonly string _prefix = "t" + Guid.NewGuid().ToString("N");
    private readonly List<NatsBackend> _open = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _open.ForEach(backend => backend.Dispose());

    [Fact]
    public async Task What_one_process_accepted_another_knows_at_once()
    {
        var (here, there) = (Open(), Open());

        for (var i = 0; i < 20; i++)
        {
            var job = await SubmitAsync(here);
            Assert.Equal(job, (await there.Store.FindAsync(job, Cancel))?.Id);
            Assert.Contains(job, (await there.Store.ListAsync("ann", before: null, limit: 20, Cancel)).Select(listed => listed.Id)); // of one millisecond, in any order
        }
    }

    [Fact]
    public async Task Of_many_processes_that_take_at_once_each_image_goes_to_one()
    {
        var backends = Enumerable.Range(0, 4).Select(_ => Open()).ToList();
        await SubmitAsync(backends[0], images: 40);
        await Task.WhenAll(backends.Select(backend => backend.Store.ListAsync("ann", null, 1, Cancel)));

        var takes = await Task.WhenAll(backends.Select(backend => Task.Run(() => backend.Queue.TakeAsync(10, TimeSpan.FromSeconds(5), Cancel))));

        Assert.Equal(Enumerable.Range(0, 40), takes.SelectMany(leases => leases).Select(lease => lease.Image.Index).Order());
        Assert.Equal((0, 40), Counts(await backends[3].Queue.DepthAsync(Cancel)));
    }

    [Fact]
    public async Task A_worker_of_one_process_wakes_for_a_job_of_another_and_its_events_are_heard_there()
    {
        var (api, worker) = (Open(), Open());
        var taking = worker.Queue.TakeAsync(1, TimeSpan.FromSeconds(30), Cancel);

        var job = await SubmitAsync(api);
        var events = api.Store.EventsAsync(job, after: 0, Cancel).ToListAsync(Cancel);
        var lease = Assert.Single(await taking);
        var result = await worker.Blobs.PutAsync(job, new MemoryStream([7]), Cancel);
        Assert.True(await worker.Queue.CompleteAsync(lease, result, 1, Cancel));

        Assert.Equal([JobStatus.Queued, JobStatus.Running, JobStatus.Running, JobStatus.Succeeded], (await events).Select(e => e.Status));
        Assert.Equal(7, (await api.Blobs.OpenAsync(result.Key, Cancel))!.ReadByte());
    }

    [Fact]
    public async Task An_image_of_a_worker_that_fell_silent_goes_to_another_process_and_the_late_report_is_ignored()
    {
        var (zombie, heir) = (Open(), Open());
        await SubmitAsync(zombie);
        var old = Assert.Single(await zombie.Queue.TakeAsync(1, TimeSpan.FromSeconds(5), Cancel));

        var lease = Assert.Single(await heir.Queue.TakeAsync(1, TimeSpan.FromSeconds(30), Cancel));

        Assert.Equal(2, lease.Image.Attempts);
        Assert.False(await zombie.Queue.RenewAsync(old, Cancel));
        Assert.False(await zombie.Queue.FailAsync(old, new JobProblem("late", "Too late."), transient: false, Cancel));
        Assert.True(await heir.Queue.RenewAsync(lease, Cancel));
    }

    [Fact]
    public async Task The_slots_of_all_workers_count_for_the_speed()
    {
        var backends = new[] { Open(), Open() };
        await SubmitAsync(backends[0], images: 4);
        foreach (var backend in backends)
        {
            var lease = Assert.Single(await backend.Queue.TakeAsync(1, TimeSpan.FromSeconds(5), Cancel));
            await backend.Queue.CompleteAsync(lease, lease.Image.Source, 1, Cancel);
        }

        var api = Open();
        var images = await api.Store.ImagesAsync((await api.Store.ListAsync("ann", null, 1, Cancel)).Single().Id, Cancel);
        var busy = images.Where(image => image.IsFinished).Sum(image => (image.FinishedAt - image.StartedAt)!.Value.TotalSeconds);

        Assert.Equal(6 * 200 / Math.Max(busy, 0.001), (await api.Queue.DepthAsync(Cancel)).PixelsPerSecond!.Value, tolerance: 1);
    }

    [Fact]
    public async Task Two_workers_finish_a_backlog_in_at_most_six_tenths_of_the_time_of_one()
    {
        var one = await FinishAsync(workers: 1);
        var two = await FinishAsync(workers: 2);

        TestContext.Current.SendDiagnosticMessage("one worker {0}, two workers {1}, ratio {2:0.00}", one, two, two / one);
        Assert.True(two <= one * 0.6, $"one worker {one}, two workers {two}");
    }

    [Fact]
    public async Task A_server_that_restarts_is_waited_for()
    {
        var backend = Open();
        var job = await SubmitAsync(backend, images: 2);
        var lease = Assert.Single(await backend.Queue.TakeAsync(1, TimeSpan.FromSeconds(5), Cancel));

        server.Kill();
        var completing = backend.Queue.CompleteAsync(lease, lease.Image.Source, 1, Cancel);
        var submitting = SubmitAsync(backend);
        server.Start();

        Assert.True(await completing);
        Assert.NotNull(await backend.Store.FindAsync(await submitting, Cancel));
        Assert.Equal(new ImageCounts(1, 0, 1, 0, 0), (await backend.Store.FindAsync(job, Cancel))!.Counts);
    }

    [Fact]
    public async Task A_server_that_lost_its_disk_is_believed()
    {
        var backend = Open();
        var old = await SubmitAsync(backend);
        await server.ClearAsync(_prefix);
        var other = Open();
        var first = await SubmitAsync(other);
        await SubmitAsync(other);

        server.Kill();
        server.Start();

        var found = await Eventually(() => backend.Store.FindAsync(first, Cancel));
        Assert.NotNull(found);
        Assert.Null(await backend.Store.FindAsync(old, Cancel));
    }

    [Fact]
    public async Task A_server_that_stays_away_is_reported_in_time()
    {
        Needs.Met(server.WhyNot);
        var options = server.Options(_prefix);
        options.Patience = TimeSpan.FromSeconds(1);
        options.RequestTimeout = TimeSpan.FromSeconds(0.5);
        var backend = Open(options);
        server.Kill();
        try
        {
            await Assert.ThrowsAsync<JobBackendUnavailableException>(() => backend.Store.FindAsync(Guid.NewGuid(), Cancel));
            await Assert.ThrowsAsync<JobBackendUnavailableException>(() => SubmitAsync(backend));
        }
        finally
        {
            server.Start();
        }
    }

    [Fact]
    public async Task A_new_process_starts_from_the_snapshot_when_the_log_before_it_is_gone()
    {
        var first = Open();
        var job = await SubmitAsync(first, images: 2);
        var lease = Assert.Single(await first.Queue.TakeAsync(1, TimeSpan.FromSeconds(5), Cancel));
        await first.Snapshots.TakeAsync(Cancel);
        await first.Snapshots.PurgeAsync(before: 3, Cancel);
        Assert.True(await first.Queue.CompleteAsync(lease, lease.Image.Source, 3, Cancel));

        var second = Open();

        Assert.Equal(new ImageCounts(1, 0, 1, 0, 0), (await second.Store.FindAsync(job, Cancel))!.Counts);
        Assert.Equal([1, 2, 3], (await second.Store.EventsAsync(job, 0, Cancel).Take(3).ToListAsync(Cancel)).Select(e => e.Sequence));
        Assert.Single(await second.Queue.TakeAsync(1, TimeSpan.FromSeconds(5), Cancel));
    }

    [Fact]
    public async Task A_snapshot_replaces_the_one_before_it()
    {
        var backend = Open();
        await SubmitAsync(backend);
        await backend.Snapshots.TakeAsync(Cancel);
        var job = await SubmitAsync(backend);
        await backend.Snapshots.TakeAsync(Cancel);
        await backend.Snapshots.PurgeAsync(before: 4, Cancel);

        Assert.NotNull(await Open().Store.FindAsync(job, Cancel));
    }

    [Fact]
    public async Task Server_settings_that_do_not_hold_are_refused_at_the_start()
    {
        Needs.Met(server.WhyNot);
        var options = server.Options(_prefix);
        options.Replicas = 3;
        options.Patience = TimeSpan.FromSeconds(1);

        await Assert.ThrowsAsync<JobBackendUnavailableException>(() => Task.Run(() => Open(options)));
    }

    private async Task<TimeSpan> FinishAsync(int workers)
    {
        var nats = server.Options("t" + Guid.NewGuid().ToString("N"));
        var job = await SubmitAsync(Open(nats), images: 60);
        var hosts = Enumerable.Range(0, workers)
            .Select(_ => CrashHost.CrashHost.Worker(Open(nats), new SimulatedKernel(), _options, TimeProvider.System)).ToList();
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(hosts.Select(host => host.StartAsync(Cancel)));
        Assert.Equal(JobStatus.Succeeded, (await _open[^1].Store.EventsAsync(job, after: 0, Cancel).LastAsync(Cancel)).Status);
        var took = Stopwatch.GetElapsedTime(start);
        await Task.WhenAll(hosts.Select(host => host.StopAsync(Cancel)));
        hosts.ForEach(host => host.Dispose());
        return took;
    }

    /// <summary>What a restarted server is found to hold takes the client's reconnection to show.</summary>
    private static async Task<T?> Eventually<T>(Func<Task<T?>> look)
        where T : class
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            var seen = await look();
            if (seen is not null || Stopwatch.GetElapsedTime(start) > TimeSpan.FromSeconds(30))
                return seen;
        }
    }

    private static (int, int) Counts(QueueDepth depth) => (depth.Waiting, depth.Running);

    private NatsBackend Open(NatsOptions? options = null)
    {
        var backend = server.Open(options ?? server.Options(_prefix), _options, TimeProvider.System);
        _open.Add(backend);
        return backend;
    }

    private static async Task<Guid> SubmitAsync(NatsBackend backend, int images = 1)
    {
        var id = Guid.CreateVersion7();
        var source = await backend.Blobs.PutAsync(id, new MemoryStream([1, 2, 3]), Cancel);
        var outcome = await backend.Store.SubmitAsync(
            new JobSubmission
            {
                Id = id, Owner = "ann", Fingerprint = "f", Options = "{}",
                Images = [.. Enumerable.Range(0, images).Select(i => new SubmittedImage($"image-{i}", source, Pixels: 100))],
            },
            Cancel);
        return Assert.IsType<SubmitOutcome.Accepted>(outcome).Job.Id;
    }

    /// <summary>As a GPU would: it takes its time, but none of the processor's.</summary>
    private sealed class SimulatedKernel : IImageProcessor
    {
        public async Task<ProcessingOutcome> ProcessAsync(ImageWork work, CancellationToken cancellationToken)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(250), cancellationToken);
            return new ProcessingOutcome.Done(work.Source, Count: 1);
        }
    }
}
