using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using SegService.Pipeline;

namespace SegService.Api.Segmentations;

/// <summary>A request's body, with all that can go wrong in reading it told as a failure; part by part where it is a form.</summary>
/// <param name="request">The request.</param>
/// <param name="field">The file field that failures name.</param>
/// <param name="mostBytes">The server's limit, as failures tell it.</param>
internal sealed class FormBody(HttpRequest request, string field, long mostBytes)
{
    private const int LongestBoundary = 70; // RFC 2046, section 5.1.1

    private readonly MediaTypeHeaderValue? _type =
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase) ? type : null;

    public bool IsForm => _type is not null;

    /// <param name="read">Reads the body, whole or by <see cref="PartsAsync"/>.</param>
    /// <exception cref="BadHttpRequestException">The server refused the body: cut off, or slower than the minimum rate.</exception>
    public async Task<Outcome<T>> ReadAsync<T>(Func<Task<Outcome<T>>> read)
    {
        try
        {
            return await read();
        }
        catch (BadHttpRequestException tooLarge) when (tooLarge.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return UploadFailures.TooLarge(mostBytes, null) with { Field = field };
        }
        catch (InvalidDataException malformed)
        {
            return UploadFailures.Malformed(malformed.Message) with { Field = field };
        }
        catch (IOException cutOff) when (cutOff is not (BadHttpRequestException or ConnectionResetException))
        {
            return UploadFailures.Malformed("it ends before its closing boundary.") with { Field = field };
        }
    }

    /// <exception cref="InvalidDataException">It is malformed.</exception>
    public async IAsyncEnumerable<FormPart> PartsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var boundary = HeaderUtilities.RemoveQuotes(_type?.Boundary ?? default).Value;
        if (string.IsNullOrEmpty(boundary) || boundary.Length > LongestBoundary)
            throw new InvalidDataException("its Content-Type names no usable boundary.");

        var sections = new MultipartReader(boundary, request.Body);
        while (await sections.ReadNextSectionAsync(cancellationToken) is { } section)
        {
            var part = ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var parsed) ? parsed : null;
            var fileName = part?.FileNameStar is { HasValue: true } star ? star : part?.FileName ?? default;
            yield return new FormPart(HeaderUtilities.RemoveQuotes(part?.Name ?? default).Value, HeaderUtilities.RemoveQuotes(fileName).Value, section.Body);
        }
    }
}

/// <param name="Name">The field; null where the part has none.</param>
/// <param name="FileName">As the client sent it: never trusted as a path.</param>
/// <param name="Body">To be read before the next part.</param>
internal sealed record FormPart(string? Name, string? FileName, Stream Body);
