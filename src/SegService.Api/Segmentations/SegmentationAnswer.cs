using System.Globalization;
using Microsoft.IO;
using Microsoft.Net.Http.Headers;
using SegService.Pipeline.Encoding;
using SegService.Pipeline.Models;

namespace SegService.Api.Segmentations;

/// <summary>An encoded result on its way to the caller; its pixels and labels are already free. Owns the pooled document.</summary>
internal sealed class SegmentationAnswer(RecyclableMemoryStream document, IResultEncoder encoder) : IResult
{
    public required string ImageId { get; init; }

    public required ModelIdentity Model { get; init; }

    /// <summary>Stage name to milliseconds, encode included.</summary>
    public required IReadOnlyList<KeyValuePair<string, double>> Timings { get; init; }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        await using (document)
        {
            var response = httpContext.Response;
            response.ContentType = encoder.MediaType;
            response.ContentLength = document.Length;
            response.Headers.ContentDisposition = Disposition();
            response.Headers.Vary = HeaderNames.Accept;
            response.Headers["X-Model"] = Model.ToString();
            response.Headers["Server-Timing"] = string.Join(", ", Timings.Select(Entry));
            foreach (var block in document.GetReadOnlySequence())
                await response.Body.WriteAsync(block, httpContext.RequestAborted);
        }
    }

    /// <summary>Archives are saved; whatever a browser can show is shown. Either way the file has a name: cells.csv, cells-labels.png.</summary>
    private string Disposition()
    {
        var extension = encoder.FileExtension.TrimStart('.');
        var suffix = encoder.Format == extension ? "" : $"-{Trim(encoder.Format, $"-{extension}")}";
        var kind = encoder.MediaType == "application/zip" ? "attachment" : "inline";
        return $"{kind}; filename=\"{ImageId}{suffix}.{extension}\"";
    }

    private static string Trim(string text, string end) => text.EndsWith(end, StringComparison.Ordinal) ? text[..^end.Length] : text;

    private static string Entry(KeyValuePair<string, double> stage) =>
        string.Create(CultureInfo.InvariantCulture, $"{stage.Key};dur={stage.Value:0.###}");
}
