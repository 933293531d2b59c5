using Microsoft.IO;
using SegService.Api.Server;
using SegService.Pipeline;

namespace SegService.Api.Segmentations;

/// <summary>An upload's bytes in pooled memory, valid until disposed.</summary>
internal sealed class ImageUpload(RecyclableMemoryStreamManager pool, ByteBudget budget) : IDisposable
{
    private const int ReadSize = 64 * 1024;

    private readonly RecyclableMemoryStream _stream = pool.GetStream("upload");
    private readonly ByteBudget.Share _share = budget.Open();

    /// <summary>As the client sent it: never trusted as a path.</summary>
    public string? FileName { get; set; }

    public long Length => _stream.Length;

    public ReadOnlyMemory<byte> Bytes => _stream.GetBuffer().AsMemory(0, (int)_stream.Length);

    /// <summary>The bytes again, from the start; belongs to the upload.</summary>
    public Stream Rewind()
    {
        _stream.Position = 0;
        return _stream;
    }

    /// <summary>Reads <paramref name="source"/> to its end; null when all of it, of <paramref name="longest"/> bytes or fewer, is here.</summary>
    public async Task<Failure?> FillAsync(Stream source, CancellationToken cancellationToken, long longest = long.MaxValue)
    {
        int read;
        while ((read = await source.ReadAsync(_stream.GetMemory(ReadSize), cancellationToken)) > 0)
        {
            if (!_share.TryTake(read))
                return Full;
            _stream.Advance(read);
            if (Length > longest)
                return UploadFailures.TooLarge(longest, null);
        }

        return Length > 0 ? null : UploadFailures.Empty;
    }

    public void Dispose()
    {
        _stream.Dispose();
        _share.Dispose();
    }

    private static Failure Full => new(FailureKind.Overloaded, "Too many uploads are being received; try again shortly.");
}
