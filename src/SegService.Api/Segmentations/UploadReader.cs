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
internal sealed class UploadReader(RecyclableMemoryStreamManager pool, ByteBudget budget, IOptions<RequestLimits> limits, TimeProvider time)
{
    private const int LongestBoundary = 70; // RFC 2046, section 5.1.1

    private static readonly string[] Image = [UploadFailures.Field];

    /// <exception cref="BadHttpRequestException">The body was refused: cut off, slower than the minimum rate, or not here in time.</exception>
    public async Task<Outcome<ImageUpload>> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!(await ReceiveAsync(request, Image, cancellationToken)).TryGet(out var form, out var failure))
            return failure;
        using (form)
            return form.Take(UploadFailures.Field);
    }

    /// <summary>One file of each field, in any order, from a form and nothing else.</summary>
    /// <exception cref="BadHttpRequestException">As <see cref="ReadAsync"/>.</exception>
    public async Task<Outcome<UploadForm>> ReadFormAsync(HttpRequest request, IReadOnlyList<string> fields, CancellationToken cancellationToken) =>
        Form(request) is null ? UploadFailures.NoForm(fields) : await ReceiveAsync(request, fields, cancellationToken);

    private async Task<Outcome<UploadForm>> ReceiveAsync(HttpRequest request, IReadOnlyList<string> fields, CancellationToken cancellationToken)
    {
        var largest = limits.Value.MaxRequestBytes;
        if (request.ContentLength > largest)
            return UploadFailures.TooLarge(largest, request.ContentLength);

        using var deadline = new CancellationTokenSource(limits.Value.UploadTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            return await FillAsync(new UploadForm(pool, budget, fields), request, either.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new BadHttpRequestException($"The upload took longer than {limits.Value.UploadTimeout.TotalSeconds:0.###} s.", StatusCodes.Status408RequestTimeout);
        }
    }

    /// <summary>Gives the form's memory back however the filling ends, unless all of it is here.</summary>
    private async Task<Outcome<UploadForm>> FillAsync(UploadForm form, HttpRequest request, CancellationToken cancellationToken)
    {
        var filled = false;
        try
        {
            var failure = await TryFillAsync(form, request, cancellationToken);
            filled = failure is null;
            return failure is null ? form : failure;
        }
        finally
        {
            if (!filled)
                form.Dispose();
        }
    }

    private async Task<Failure?> TryFillAsync(UploadForm form, HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return Form(request) is { } type
                ? await FillFromFormAsync(form, type, request.Body, cancellationToken)
                : await form.Open(UploadFailures.Field).Value.FillAsync(request.Body, cancellationToken);
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

    private static async Task<Failure?> FillFromFormAsync(UploadForm form, MediaTypeHeaderValue type, Stream body, CancellationToken cancellationToken)
    {
        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).Value;
        if (string.IsNullOrEmpty(boundary) || boundary.Length > LongestBoundary)
            return UploadFailures.Malformed("its Content-Type names no usable boundary.");

        var sections = new MultipartReader(boundary, body);
        while (await sections.ReadNextSectionAsync(cancellationToken) is { } section)
        {
            var part = ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var parsed) ? parsed : null;
            var name = HeaderUtilities.RemoveQuotes(part?.Name ?? default).Value;
            if (!form.Open(name).TryGet(out var upload, out var failure))
                return failure;
            upload.FileName = HeaderUtilities.RemoveQuotes(part!.FileNameStar.HasValue ? part.FileNameStar : part.FileName).Value;
            failure = await upload.FillAsync(section.Body, cancellationToken);
            if (failure is not null)
                return upload.Length == 0 ? UploadFailures.EmptyFile(name!) : failure;
        }

        return form.Missing;
    }
}
