using SegService.Api.Segmentations;
using SegService.Api.Server;
using SegService.Jobs;
using SegService.Pipeline;
using SegService.Pipeline.Archiving;
using SegService.Pipeline.Encoding;
using Microsoft.IO;

namespace SegService.Api.Jobs;

/// <summary>Writes kept results in any format.</summary>
internal sealed class JobResults(IBlobStore blobs, ResultRestorer restorer, Segmenter segmenter, RecyclableMemoryStreamManager pool, ByteBudget budget, TimeProvider time)
{
    /// <summary>Null where the job was deleted meanwhile.</summary>
    public async Task<Outcome<SegmentationAnswer>?> WriteAsync(JobImage image, IResultEncoder encoder, CancellationToken cancellationToken)
    {
        await using var kept = await blobs.OpenAsync(image.Result!.Key, cancellationToken);
        if (kept is null)
            return null;
        var archived = await ResultArchive.ReadAsync(kept, cancellationToken);
        if (!encoder.ReadsPixels)
            return await WriteAsync(archived, upload: null, encoder, cancellationToken);

        await using var source = await blobs.OpenAsync(image.Source.Key, cancellationToken);
        if (source is null)
            return null;
        using var upload = new ImageUpload(pool, budget);
        return await upload.FillAsync(source, cancellationToken) is { } failure ? failure
            : await WriteAsync(archived, upload.Bytes, encoder, cancellationToken);
    }

    /// <summary>As <see cref="WriteAsync(JobImage, IResultEncoder, CancellationToken)"/>, but waits where the service is full: an archive half sent cannot be refused.</summary>
    public async Task<Outcome<SegmentationAnswer>?> WriteInTimeAsync(JobImage image, IResultEncoder encoder, CancellationToken cancellationToken)
    {
        while (true)
        {
            var outcome = await WriteAsync(image, encoder, cancellationToken);
            if (outcome?.Failure is not { Kind: FailureKind.Overloaded } full)
                return outcome;
            await Task.Delay(full.RetryAfter ?? TimeSpan.FromSeconds(1), time, cancellationToken);
        }
    }

    private async Task<Outcome<SegmentationAnswer>> WriteAsync(ArchivedResult archived, ReadOnlyMemory<byte>? upload, IResultEncoder encoder, CancellationToken cancellationToken)
    {
        if (!(await restorer.RestoreAsync(archived, upload, cancellationToken)).TryGet(out var result, out var failure))
            return failure;
        using (result)
            return await segmenter.EncodeAsync(result, encoder, cancellationToken);
    }
}
