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
    private readonly List<SubmittedImage> _images = [];
    private readonly ImageNames _names = new();
    private long _bytes;
    private Failure? _firstProblem;

    public IReadOnlyList<SubmittedImage> All => _images;

    public int Most => mostImages;

    /// <summary>Of all that can be read: what the job will cost.</summary>
    public long Pixels => _images.Sum(image => image.Pixels);

    /// <summary>Whether at least one image can be read; the others fail on their own once worked on, each with its problem.</summary>
    public Failure? Check() => _images.Count == 0 ? JobFailures.Missing
        : _images.TrueForAll(image => image.Pixels == 0) ? JobFailures.NothingReadable(_images.Count, _images[0].ImageId, _firstProblem!)
        : null;

    public async Task<Failure?> AddAsync(string? fileName, Stream content, CancellationToken cancellationToken)
    {
        if (_images.Count == mostImages)
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
        _images.Add(new SubmittedImage(_names.Next(fileName, blob.Key.Sha256), blob, PixelsOf(upload.Bytes)));
        return null;
    }

    /// <summary>0 where the header says that the image will be refused.</summary>
    private long PixelsOf(ReadOnlyMemory<byte> bytes)
    {
        if (!decoder.ReadHeader(bytes).TryGet(out var info, out var problem))
            _firstProblem ??= problem;
        else if (decoder.Check(info) is { } tooLarge)
            _firstProblem ??= tooLarge;
        else
            return info.Pixels;
        return 0;
    }
}

/// <summary>Opens one <see cref="JobImages"/> a submission.</summary>
internal sealed class JobImagesFactory(IBlobStore blobs, ImageDecoder decoder, RecyclableMemoryStreamManager pool, ByteBudget budget,
    IOptions<RequestLimits> imageLimits, IOptions<JobLimits> limits, IOptions<JobOptions> options)
{
    public JobImages Create(Guid job) => new(job, blobs, decoder, pool, budget, imageLimits.Value, limits.Value,
        Math.Min(limits.Value.MaxImages, options.Value.MaxQueuedImages));
}
