using System.Text.Json;
using Microsoft.OpenApi;
using SegService.Api.Evaluations;
using SegService.Api.Problems;
using SegService.Pipeline.Postprocessing;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace SegService.Api.OpenApi;

/// <summary>Describes <c>POST /v1/evaluations</c>.</summary>
internal sealed class EvaluationOperation : IOperationFilter
{
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        if (operation.OperationId != EvaluationEndpoints.Evaluate)
            return;
        operation.Summary = "Segment one image and compare the result with its truth";
        operation.Description = "`truth` is a label image of the same size (PNG or TIFF of one channel, 8, 16 or 32 bits: pixel = nucleus id, 0 = background) "
            + "or Kaggle's CSV (`ImageId,EncodedPixels`, one row a nucleus); where the CSV speaks of several images, the rows of this image's id count. "
            + "Nothing is stored.";
        operation.Parameters = [.. EvaluationEndpoints.Parameters.Select(parameter => ParameterSchemas.Describe(parameter))];
        operation.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType> { ["multipart/form-data"] = new() { Schema = FormSchemas.Files(EvaluationEndpoints.Fields) } },
        };
        operation.Responses = new OpenApiResponses { ["200"] = Result(context) };
        foreach (var status in ProblemExamples.Segmentation.Where(problem => problem.Kind != ProblemKind.NotAcceptable).GroupBy(problem => problem.Kind.Status))
            operation.Responses[$"{status.Key}"] = ProblemExamples.Response(status, context);
    }

    private static OpenApiResponse Result(OperationFilterContext context) => new()
    {
        Description = "The scores.",
        Content = new Dictionary<string, OpenApiMediaType>
        {
            ["application/json"] = new()
            {
                Schema = context.SchemaGenerator.GenerateSchema(typeof(EvaluationDocument), context.SchemaRepository),
                Example = JsonSerializer.SerializeToNode(Example(), ApiJson.Default.EvaluationDocument),
            },
        },
    };

    /// <summary>Three true nuclei in a row: of the first, three pixels of four were found (IoU 0.75), the second exactly, the third not.</summary>
    private static EvaluationDocument Example() => EvaluationDocument.Of(
        LabelImage.Adopt(11, 1, [1, 1, 1, 1, 0, 2, 2, 2, 2, 0, 3]), LabelImage.Adopt(11, 1, [1, 1, 1, 0, 0, 2, 2, 2, 2, 0, 0]), "classic@0.1.0");
}
