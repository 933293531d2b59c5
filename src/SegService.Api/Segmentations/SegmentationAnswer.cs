using System.Globalization;
using Microsoft.IO;
using Microsoft.Net.Http.Headers;
using SegService.Pipeline.Caching;
using SegService.Pipeline.Encoding;
using SegService.Pipeline.Models;

namespace SegService.Api.Segmentations;

/// <summary>An encoded result on its way to the caller; its pixels and labels are already free. Owns the pooled document.</summary>
internal sealed class SegmentationAnswer(RecyclableMemoryStream document, IResultEncoder encoder) : IResult
{
    public RecyclableMemoryStream Document => document;

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

    /// <summary>Whatever a browser can show is shown; archives and TIFFs are saved.</summary>
    private string Disposition()
    {
        var kind = encoder.MediaType is "application/zip" or "image/tiff" ? "attachment" : "inline";
        return $"{kind}; filename=\"{DownloadName.Of(ImageId, encoder)}\"";
    }

    private static string Entry(KeyValuePair<string, double> stage) =>
        string.Create(CultureInfo.InvariantCulture, $"{stage.Key}{(stage.Key == MapCache.Stage ? ";desc=hit" : "")};dur={stage.Value:0.###}");
}
