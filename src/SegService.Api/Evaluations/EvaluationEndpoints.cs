using SegService.Api.Problems;
using SegService.Api.Segmentations;
using SegService.Pipeline;
using SegService.Pipeline.Decoding;
using SegService.Pipeline.Evaluation;

namespace SegService.Api.Evaluations;

internal static class EvaluationEndpoints
{
    public const string Evaluate = "evaluate";

    /// <summary>The form's fields, each one file.</summary>
    public static readonly IReadOnlyList<string> Fields = [UploadFailures.Field, TruthReader.Field];

    /// <summary>As a segmentation's, but for the format: there is one.</summary>
    public static readonly IReadOnlyList<QueryParameter> Parameters = [.. SegmentationQuery.All.Where(parameter => parameter != SegmentationQuery.FormatName)];

    public static IServiceCollection AddEvaluations(this IServiceCollection services) => services
        .AddSingleton(provider => new TruthReader(provider.GetRequiredService<ImageDecoder>()))
        .AddSingleton<Evaluator>();

    public static void MapEvaluations(this IEndpointRouteBuilder v1) =>
        v1.MapPost("/evaluations", EvaluateAsync).WithName(Evaluate).WithTags("Evaluations").DisableAntiforgery();

    private static async Task<IResult> EvaluateAsync(HttpContext http, UploadReader uploads, Evaluator evaluator, RequestLog log)
    {
        var outcome = await AnswerAsync(http, uploads, evaluator, log);
        if (outcome.TryGet(out var document, out var failure))
            return TypedResults.Ok(document);
        log.Failed(failure);
        return new ProblemResult(failure);
    }

    private static async Task<Outcome<EvaluationDocument>> AnswerAsync(HttpContext http, UploadReader uploads, Evaluator evaluator, RequestLog log)
    {
        if (!SegmentationQuery.Read(http.Request.Query, Parameters).TryGet(out var query, out var failure)
            || !(await uploads.ReadFormAsync(http.Request, Fields, http.RequestAborted)).TryGet(out var form, out failure))
            return failure;

        using (form)
        {
            log.Uploaded(form[UploadFailures.Field]);
            return await evaluator.RunAsync(form, query, http.RequestAborted);
        }
    }
}
