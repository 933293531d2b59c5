using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using SegService.Pipeline;

namespace SegService.Api.Jobs;

/// <summary>
/// A submission's body, taken in part by part: images go to the blob store as they come, in any order with the parameters, which
/// are checked as soon as they are known.
/// </summary>
internal sealed class JobForm(HttpRequest request, JobImages images, CallbackTargets targets, long mostBytes)
{
    private const int LongestBoundary = 70; // RFC 2046, section 5.1.1
    private const int LongestField = 4096;
    private const int MostFields = 32;

    private readonly Dictionary<string, StringValues> _fields = new(request.Query, StringComparer.OrdinalIgnoreCase);

    /// <exception cref="BadHttpRequestException">The server refused the body: cut off, or slower than the minimum rate.</exception>
    public async Task<Outcome<JobRequest>> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return Open().TryGet(out var form, out var failure) ? await ReadAsync(form, cancellationToken) : failure;
        }
        catch (BadHttpRequestException tooLarge) when (tooLarge.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return JobFailures.LargeRequest(mostBytes);
        }
        catch (InvalidDataException malformed)
        {
            return JobFailures.Malformed(malformed.Message);
        }
        catch (IOException cutOff) when (cutOff is not (BadHttpRequestException or ConnectionResetException))
        {
            return JobFailures.Malformed("it ends before its closing boundary.");
        }
    }

    private Outcome<MultipartReader> Open()
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
            return JobFailures.NoForm;
        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).Value;
        return string.IsNullOrEmpty(boundary) || boundary.Length > LongestBoundary ? JobFailures.NoBoundary : new MultipartReader(boundary, request.Body);
    }

    private async Task<Outcome<JobRequest>> ReadAsync(MultipartReader form, CancellationToken cancellationToken)
    {
        var read = JobRequest.Read(new QueryCollection(_fields), targets);
        while (read.Succeeded && await form.ReadNextSectionAsync(cancellationToken) is { } section)
        {
            var part = ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var parsed) ? parsed : null;
            var name = HeaderUtilities.RemoveQuotes(part?.Name ?? default).Value ?? "";
            var failure = name == JobFailures.Field
                ? await AddFileAsync(part!, section.Body, cancellationToken)
                : await AddFieldAsync(name, section.Body, cancellationToken);
            if (failure is not null)
                return failure;
            read = JobRequest.Read(new QueryCollection(_fields), targets);
        }

        return read;
    }

    /// <summary>The bytes decide whether a file is an image or a zip file of images.</summary>
    private async Task<Failure?> AddFileAsync(ContentDispositionHeaderValue part, Stream body, CancellationToken cancellationToken)
    {
        var name = HeaderUtilities.RemoveQuotes(part.FileNameStar.HasValue ? part.FileNameStar : part.FileName).Value;
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
