using Microsoft.Extensions.Time.Testing;

namespace SegService.Jobs.Tests.Contract;

/// <summary>What every backend promises. One class with a fixture of its own per backend.</summary>
public abstract partial class JobContract : IDisposable
{
    private IJobBackend? _backend;

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero));

    protected JobOptions Options { get; } = new()
    {
        Slots = 2,
        MaxAttempts = 3,
        MaxQueuedImages = 100,
        LeaseDuration = TimeSpan.FromSeconds(30),
        RetryDelay = TimeSpan.FromSeconds(10),
        Retention = TimeSpan.FromDays(7),
        DrainTimeout = TimeSpan.FromSeconds(20),
    };

    protected IJobBackend Backend => _backend ??= Open();

    public virtual void Dispose()
    {
        _backend?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>A backend over this test's storage, empty the first time.</summary>
    protected abstract IJobBackend Open();

    protected void Restart()
    {
        _backend?.Dispose();
        _backend = Open();
    }

    protected static byte[] Bytes(int seed, int length = 1000)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    protected async Task<JobSubmission> PrepareAsync(int images = 1, string owner = "ann", string? key = null, string fingerprint = "f")
    {
        var id = Guid.CreateVersion7(Time.GetUtcNow());
        Time.Advance(TimeSpan.FromMilliseconds(1));
        var submitted = new List<SubmittedImage>();
        for (var i = 0; i < images; i++)
        {
            var blob = await Backend.Blobs.PutAsync(id, new MemoryStream(Bytes(i)), Cancel);
            submitted.Add(new SubmittedImage($"image-{i}", blob, Pixels: 100));
        }

        return new JobSubmission
        {
            Id = id, Owner = owner, IdempotencyKey = key, Fingerprint = fingerprint, Options = "{\"model\":\"classic\"}", Images = submitted,
        };
    }

    protected async Task<Job> SubmitAsync(int images = 1, string owner = "ann")
    {
        var outcome = await Backend.Store.SubmitAsync(await PrepareAsync(images, owner), Cancel);
        return Assert.IsType<SubmitOutcome.Accepted>(outcome).Job;
    }

    protected Task<IReadOnlyList<Lease>> TakeAsync(int max = 1) => Backend.Queue.TakeAsync(max, TimeSpan.Zero, Cancel);

    protected async Task<Lease> TakeOneAsync() => Assert.Single(await TakeAsync());

    protected async Task<bool> CompleteAsync(Lease lease, int count = 5)
    {
        var result = await Backend.Blobs.PutAsync(lease.Job, new MemoryStream(Bytes(1000 + lease.Image.Index)), Cancel);
        return await Backend.Queue.CompleteAsync(lease, result, count, Cancel);
    }

    protected async Task<Job> JobAsync(Guid id)
    {
        var job = await Backend.Store.FindAsync(id, Cancel);
        Assert.NotNull(job);
        return job;
    }

    protected async Task<JobImage> ImageAsync(Guid job, int index = 0)
    {
        var image = await Backend.Store.ImageAsync(job, index, Cancel);
        Assert.NotNull(image);
        return image;
    }

    protected async Task<List<JobEvent>> EventsAsync(Guid job, long after = 0) =>
        await Backend.Store.EventsAsync(job, after, Cancel).ToListAsync(Cancel);
}
