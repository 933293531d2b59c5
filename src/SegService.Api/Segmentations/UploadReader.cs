using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.IO;
using Microsoft.Net.Http.Headers;
using SegService.Api.Server;
using SegService.Pipeline;

namespace SegService.Api.Segmentations;

/// <summary>
/// Takes one image out of a request: the file field <c>image</c> of a form, or else the whole body, whatever its Content-Type
/// says; the bytes decide what it is.
/// </summary>
internal sealed class UploadReader(RecyclableMemoryStreamManager pool, ByteBudget budget, IOptions<RequestLimits> limits)
{
    private const int LongestBoundary = 70; // RFC 2046, section 5.1.1

    /// <exception cref="BadHttpRequestException">The server refused the body: cut off, or slower than the minimum rate.</exception>
    public async Task<Outcome<ImageUpload>> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var largest = limits.Value.MaxRequestBytes;
        if (request.ContentLength > largest)
            return UploadFailures.TooLarge(largest, request.ContentLength);

        var upload = new ImageUpload(pool, budget);
        var failure = await TryFillAsync(upload, request, cancellationToken);
        if (failure is null)
            return upload;
        upload.Dispose();
        return failure;
    }

    private async Task<Failure?> TryFillAsync(ImageUpload upload, HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return Form(request) is { } type
                ? await FillFromFormAsync(upload, type, request.Body, cancellationToken)
                : await upload.FillAsync(request.Body, cancellationToken);
        }
        catch (BadHttpRequestException tooLarge) when (tooLarge.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return UploadFailures.TooLarge(limits.Value.MaxRequestBytes, null);
        }
        catch (InvalidDataException malformed)
        {
            return UploadFailures.Malformed(malformed.Message);
        }
        catch (IOException cutOff) when (cutOff is not (BadHttpRequestException or ConnectionResetException))
        {
            return UploadFailures.Malformed("it ends before its closing boundary.");
        }
    }

    private static MediaTypeHeaderValue? Form(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            ? type
            : null;

    private static async Task<Failure?> FillFromFormAsync(ImageUpload upload, MediaTypeHeaderValue type, Stream body, CancellationToken cancellationToken)
    {
        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).Value;
        if (string.IsNullOrEmpty(boundary) || boundary.Length > LongestBoundary)
            return UploadFailures.Malformed("its Content-Type names no usable boundary.");

        var form = new MultipartReader(boundary, body);
        var found = false;
        while (await form.ReadNextSectionAsync(cancellationToken) is { } section)
        {
            var part = ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var parsed) ? parsed : null;
            var name = HeaderUtilities.RemoveQuotes(part?.Name ?? default).Value;
            if (name != UploadFailures.Field)
                return UploadFailures.UnknownField(name);
            if (found)
                return UploadFailures.Duplicate;

            found = true;
            upload.FileName = HeaderUtilities.RemoveQuotes(part!.FileNameStar.HasValue ? part.FileNameStar : part.FileName).Value;
            if (await upload.FillAsync(section.Body, cancellationToken) is { } failure)
                return failure;
        }

        return found ? null : UploadFailures.Missing;
    }
}
