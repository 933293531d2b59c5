using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Microsoft.Extensions.Primitives;
using SegService.Api.Segmentations;
using SegService.Pipeline;

namespace SegService.Api.Jobs;

/// <summary>
/// A submission's body, taken in part by part: images go to the blob store as they come, in any order with the parameters, which
/// are checked as soon as they are known.
/// </summary>
internal sealed class JobForm(HttpRequest request, JobImages images, CallbackTargets targets, long mostBytes)
{
    private const int LongestField = 4096;
    private const int MostFields = 32;

    private readonly Dictionary<string, StringValues> _fields = new(request.Query, StringComparer.OrdinalIgnoreCase);

    /// <exception cref="BadHttpRequestException">The server refused the body: cut off, or slower than the minimum rate.</exception>
    public async Task<Outcome<JobRequest>> ReadAsync(CancellationToken cancellationToken)
    {
        var body = new FormBody(request, JobFailures.Field, mostBytes);
        return body.IsForm ? await body.ReadAsync(() => ReadAsync(body, cancellationToken)) : JobFailures.NoForm;
    }

    private async Task<Outcome<JobRequest>> ReadAsync(FormBody body, CancellationToken cancellationToken)
    {
        var read = Read();
        if (!read.Succeeded)
            return read;
        await foreach (var part in body.PartsAsync(cancellationToken))
        {
            var failure = part.Name == JobFailures.Field
                ? await AddFileAsync(part.FileName, part.Body, cancellationToken)
                : await AddFieldAsync(part.Name ?? "", part.Body, cancellationToken);
            if (failure is not null)
                return failure;
            read = Read();
            if (!read.Succeeded)
                return read;
        }

        return read;
    }

    private Outcome<JobRequest> Read() => JobRequest.Read(new QueryCollection(_fields), targets);

    /// <summary>The bytes decide whether a file is an image or a zip file of images.</summary>
    private async Task<Failure?> AddFileAsync(string? name, Stream body, CancellationToken cancellationToken)
    {
        var pipe = PipeReader.Create(body, new StreamPipeReaderOptions(leaveOpen: true));
        var start = (await pipe.ReadAtLeastAsync(4, cancellationToken)).Buffer;
        var isZip = ZipUpload.Recognises(start.Slice(0, Math.Min(4, start.Length)).ToArray());
        pipe.AdvanceTo(start.Start);
        await using var content = pipe.AsStream();
        return isZip ? await ZipUpload.AddAsync(name, content, images, cancellationToken) : await images.AddAsync(name, content, cancellationToken);
    }

    private async Task<Failure?> AddFieldAsync(string name, Stream body, CancellationToken cancellationToken)
    {
        var bytes = new byte[LongestField + 1];
        var length = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
        if (length > LongestField)
            return JobFailures.LongField(name, LongestField);
        if (_fields.Count == MostFields)
            return JobFailures.ManyFields(MostFields);
        _fields[name] = StringValues.Concat(_fields.GetValueOrDefault(name), Encoding.UTF8.GetString(bytes, 0, length));
        return null;
    }
}
