namespace SegService.Jobs.Tests;

/// <summary>What must hold of every job that a crash host said it had accepted.</summary>
internal static class CrashChecks
{
    /// <summary>Waits for the job's end: each image done once, with the right result.</summary>
    public static async Task CheckAsync(IJobBackend backend, Guid job)
    {
        var events = await backend.Store.EventsAsync(job, after: 0, TestContext.Current.CancellationToken).ToListAsync();
        Assert.Equal(JobStatus.Succeeded, events[^1].Status);
        Assert.Equal([0, 1, 2], events.Where(e => e.Image is not null).Select(e => e.Image!.Index).Order());
        foreach (var image in await backend.Store.ImagesAsync(job, TestContext.Current.CancellationToken))
        {
            var source = await ReadAsync(backend, image.Source);
            Assert.Equal(source.Reverse(), await ReadAsync(backend, image.Result!));
            Assert.Equal(source[0], image.Count);
        }
    }

    private static async Task<byte[]> ReadAsync(IJobBackend backend, Blob blob)
    {
        await using var stream = await backend.Blobs.OpenAsync(blob.Key, TestContext.Current.CancellationToken);
        Assert.NotNull(stream);
        var bytes = new byte[blob.Length];
        await stream.ReadExactlyAsync(bytes);
        Assert.Equal(-1, stream.ReadByte());
        return bytes;
    }
}
