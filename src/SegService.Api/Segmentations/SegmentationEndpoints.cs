using SegService.Api.Problems;
using SegService.Pipeline;

namespace SegService.Api.Segmentations;

internal static class SegmentationEndpoints
{
    public const string Segment = "segment";

    public static void MapSegmentations(this IEndpointRouteBuilder v1) =>
        v1.MapPost("/segmentations", SegmentAsync).WithName(Segment).WithTags("Segmentations").DisableAntiforgery();

    /// <summary>Everything that needs no image is checked before a byte of it is read.</summary>
    private static async Task<IResult> SegmentAsync(HttpContext http, FormatNegotiation formats, UploadReader uploads, Segmenter segmenter, RequestLog log)
    {
        var outcome = await AnswerAsync(http, formats, uploads, segmenter, log);
        if (outcome.TryGet(out var answer, out var failure))
            return answer;
        log.Failed(failure);
        return new ProblemResult(failure);
    }

    private static async Task<Outcome<SegmentationAnswer>> AnswerAsync(HttpContext http, FormatNegotiation formats, UploadReader uploads,
        Segmenter segmenter, RequestLog log)
    {
        if (!SegmentationQuery.Read(http.Request.Query).TryGet(out var query, out var failure)
            || !formats.Choose(query.Format, http.Request.Headers.Accept).TryGet(out var encoder, out failure)
            || !(await uploads.ReadAsync(http.Request, http.RequestAborted)).TryGet(out var upload, out failure))
            return failure;

        using (upload)
        {
            log.Uploaded(upload);
            return await segmenter.RunAsync(upload, query, encoder, http.RequestAborted);
        }
    }
}
