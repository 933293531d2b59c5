using Microsoft.Extensions.Options;
using Microsoft.IO;
using SegService.Api.Segmentations;
using SegService.Api.Server;
using SegService.Jobs;
using SegService.Pipeline;
using SegService.Pipeline.Decoding;

namespace SegService.Api.Jobs;

/// <summary>Takes in one submission's images after another: never more than one in memory, each on stable storage when added.</summary>
internal sealed class JobImages(Guid job, IBlobStore blobs, ImageDecoder decoder, RecyclableMemoryStreamManager pool, ByteBudget budget,
    RequestLimits imageLimits, JobLimits limits, int mostImages)
{
    private readonly List<Upload> _uploads = [];
    private long _bytes;
    private Failure? _firstProblem;

    public int Most => mostImages;

    /// <summary>Whether at least one image can be read; the others fail on their own once worked on, each with its problem.</summary>
    private Failure? Check() => _uploads.Count == 0 ? JobFailures.Missing
        : _uploads.TrueForAll(upload => upload.Pixels == 0) ? JobFailures.NothingReadable(_uploads.Count, new ImageNames().Next(_uploads[0].FileName, _uploads[0].Blob.Key.Sha256), _firstProblem!)
        : null;

    /// <summary>The job's images and the page of each: a file each, or, with <paramref name="everyPage"/>, a page of a file each.</summary>
    public Outcome<IReadOnlyList<(SubmittedImage Image, int? Page)>> Divide(bool everyPage)
    {
        if (Check() is { } unusable)
            return unusable;
        if (everyPage && _uploads.Sum(upload => (long)upload.Pages) > mostImages)
            return JobFailures.ManyImages(mostImages);
        var names = new ImageNames();
        return Outcome.Of<IReadOnlyList<(SubmittedImage, int?)>>([.. _uploads.SelectMany(upload => Divide(upload, everyPage, names))]);
    }

    private static IEnumerable<(SubmittedImage Image, int? Page)> Divide(Upload upload, bool everyPage, ImageNames names)
    {
        var (name, blob, pixels, pages) = upload;
        if (!everyPage || pages == 1)
            return [(new SubmittedImage(names.Next(name, blob.Key.Sha256), blob, pixels), null)];
        return Enumerable.Range(0, pages).Select(page => (new SubmittedImage(names.NextPage(name, blob.Key.Sha256, page, pages), blob, pixels), (int?)page));
    }

    public async Task<Failure?> AddAsync(string? fileName, Stream content, CancellationToken cancellationToken)
    {
        if (_uploads.Count == mostImages)
            return JobFailures.ManyImages(mostImages);
        using var upload = new ImageUpload(pool, budget);
        var longest = imageLimits.MaxRequestBytes;
        switch (await upload.FillAsync(content, cancellationToken, longest))
        {
            case { Kind: FailureKind.TooLarge }:
                return JobFailures.LargeImage(fileName, longest);
            case { Kind: FailureKind.Overloaded } full:
                return full;
        }

        _bytes += upload.Length;
        if (_bytes > limits.MaxUnpackedBytes)
            return JobFailures.LargeJob(limits.MaxUnpackedBytes);
        var blob = await blobs.PutAsync(job, upload.Rewind(), cancellationToken);
        var (pixels, pages) = Header(upload.Bytes);
        _uploads.Add(new Upload(fileName, blob, pixels, pages));
        return null;
    }

    /// <summary>No pixels where the header says that the image will be refused.</summary>
    private (long Pixels, int Pages) Header(ReadOnlyMemory<byte> bytes)
    {
        if (!decoder.ReadHeader(bytes).TryGet(out var info, out var problem))
            _firstProblem ??= problem;
        else if (decoder.Check(info) is { } tooLarge)
            _firstProblem ??= tooLarge;
        else
            return (info.Pixels, info.Pages);
        return (0, 1);
    }

    /// <summary>A file on stable storage; its first page's pixels stand for those of each.</summary>
    private sealed record Upload(string? FileName, Blob Blob, long Pixels, int Pages);
}

/// <summary>Opens one <see cref="JobImages"/> a submission.</summary>
internal sealed class JobImagesFactory(IBlobStore blobs, ImageDecoder decoder, RecyclableMemoryStreamManager pool, ByteBudget budget,
    IOptions<RequestLimits> imageLimits, IOptions<JobLimits> limits, IOptions<JobOptions> options)
{
    public JobImages Create(Guid job) => new(job, blobs, decoder, pool, budget, imageLimits.Value, limits.Value,
        Math.Min(limits.Value.MaxImages, options.Value.MaxQueuedImages));
}
