using System.Buffers;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace SegService.Jobs.Embedded;

/// <summary>
/// One directory a job, one file a blob. A file gets its final name when all its bytes are written, and before they are flushed: then one flush
/// makes the bytes and the name durable, where the file system's journal would be waited for twice. What a power loss may leave half
/// written under a final name nobody was told of.
/// </summary>
internal sealed class FileBlobStore : IBlobStore, IDisposable
{
    private const int BufferSize = 128 * 1024;
    private const string Unfinished = ".part";

    private readonly FlushThreads _flushing = new(count: 8);
    private readonly Lock _naming = new();
    private readonly string _root;

    public FileBlobStore(string root)
    {
        _root = root;
        Directory.CreateDirectory(root);
    }

    public async Task<Blob> PutAsync(Guid job, Stream content, CancellationToken cancellationToken)
    {
        var directory = Folder(job);
        Directory.CreateDirectory(directory);
        var unfinished = Path.Combine(directory, Guid.NewGuid().ToString("N") + Unfinished);
        try
        {
            await using var file = new FileStream(unfinished, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
            var blob = await CopyAsync(job, content, file, cancellationToken).ConfigureAwait(false);
            await _flushing.RunAsync(() => Keep(file, Name(blob.Key))).ConfigureAwait(false);
            return blob;
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
    }

    public Task<Stream?> OpenAsync(BlobKey key, CancellationToken cancellationToken)
    {
        try
        {
            return Task.FromResult<Stream?>(new FileStream(
                Name(key), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, BufferSize, FileOptions.SequentialScan));
        }
        catch (IOException e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return Task.FromResult<Stream?>(null);
        }
    }

    public Task DeleteAsync(Guid job, CancellationToken cancellationToken)
    {
        if (Directory.Exists(Folder(job)))
            Directory.Delete(Folder(job), recursive: true);
        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<(Guid Job, DateTimeOffset WrittenAt)> ListAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var directory in new DirectoryInfo(_root).EnumerateDirectories())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Guid.TryParseExact(directory.Name, "N", out var job))
                yield return (job, directory.LastWriteTimeUtc);
        }

        await Task.CompletedTask.ConfigureAwait(false);
    }

    public void Dispose() => _flushing.Dispose();

    private static async Task<Blob> CopyAsync(Guid job, Stream content, FileStream file, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            int read;
            while ((read = await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
            {
                hash.AppendData(buffer, 0, read);
                file.Write(buffer, 0, read);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return new Blob(new BlobKey(job, Convert.ToHexStringLower(hash.GetHashAndReset())), file.Length);
    }

    private void Keep(FileStream file, string name)
    {
        var isNamed = TryName(file, name);
        file.Flush(flushToDisk: true);
        if (!isNamed)
            File.Move(file.Name, name, overwrite: true);
        DurableDirectory.Flush(Path.GetDirectoryName(name)!);
        DurableDirectory.Flush(_root);
    }

    /// <summary>False where there is a file of that name: it may be durable, which one that is not yet must not replace.</summary>
    private bool TryName(FileStream file, string name)
    {
        lock (_naming)
        {
            if (File.Exists(name))
                return false;
            File.Move(file.Name, name, overwrite: true); // Without it .NET links instead of renaming, and copies where it cannot link.
            return true;
        }
    }

    private string Folder(Guid job) => Path.Combine(_root, job.ToString("N"));

    private string Name(BlobKey key) => Path.Combine(Folder(key.Job), key.Sha256);
}
