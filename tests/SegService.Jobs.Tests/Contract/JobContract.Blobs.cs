using System.Security.Cryptography;

namespace SegService.Jobs.Tests.Contract;

public abstract partial class JobContract
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(700_000)]
    public async Task A_blob_comes_back_under_the_hash_of_its_bytes(int length)
    {
        var bytes = Bytes(1, length);
        var job = Guid.CreateVersion7();

        var blob = await Backend.Blobs.PutAsync(job, new MemoryStream(bytes), Cancel);

        Assert.Equal(new Blob(new BlobKey(job, Convert.ToHexStringLower(SHA256.HashData(bytes))), length), blob);
        Assert.Equal(bytes, await ReadAsync(blob.Key));
    }

    [Fact]
    public async Task Putting_a_blob_again_changes_nothing()
    {
        var job = Guid.CreateVersion7();
        var puts = Enumerable.Range(0, 4).Select(_ => Backend.Blobs.PutAsync(job, new MemoryStream(Bytes(1)), Cancel));

        var blobs = await Task.WhenAll(puts);

        Assert.Single(blobs.Distinct());
        Assert.Equal(Bytes(1), await ReadAsync(blobs[0].Key));
    }

    [Fact]
    public async Task An_upload_that_breaks_off_leaves_no_blob()
    {
        var job = Guid.CreateVersion7();

        await Assert.ThrowsAsync<IOException>(() => Backend.Blobs.PutAsync(job, new BrokenStream(Bytes(1)), Cancel));

        Assert.Null(await Backend.Blobs.OpenAsync(new BlobKey(job, Convert.ToHexStringLower(SHA256.HashData(Bytes(1)))), Cancel));
    }

    [Fact]
    public async Task Deleting_a_job_s_blobs_leaves_the_others_even_of_the_same_bytes()
    {
        var mine = await Backend.Blobs.PutAsync(Guid.CreateVersion7(), new MemoryStream(Bytes(1)), Cancel);
        var other = await Backend.Blobs.PutAsync(Guid.CreateVersion7(), new MemoryStream(Bytes(1)), Cancel);

        await Backend.Blobs.DeleteAsync(mine.Key.Job, Cancel);

        Assert.Null(await Backend.Blobs.OpenAsync(mine.Key, Cancel));
        Assert.Equal(Bytes(1), await ReadAsync(other.Key));
    }

    protected async Task<byte[]> ReadAsync(BlobKey key)
    {
        await using var stream = await Backend.Blobs.OpenAsync(key, Cancel);
        Assert.NotNull(stream);
        using var memory = new MemoryStream();
        await stream.CopyToAsync(memory, Cancel);
        return memory.ToArray();
    }

    private sealed class BrokenStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Position == Length ? throw new IOException("The connection was reset.") : base.ReadAsync(buffer, cancellationToken);
    }
}
