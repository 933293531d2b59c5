using Microsoft.OpenApi;
using SegService.Api.Problems;
using SegService.Api.Segmentations;
using SegService.Pipeline.Encoding;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace SegService.Api.OpenApi;

/// <summary>Describes <c>POST /v1/segmentations</c>, whose body and result have too many forms for type inference.</summary>
internal sealed class SegmentationOperation(IReadOnlyList<IResultEncoder> encoders) : IOperationFilter
{
    private static readonly string[] RawTypes = ["application/octet-stream", "image/png", "image/jpeg", "image/tiff", "image/webp", "image/bmp"];

    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        if (operation.OperationId != SegmentationEndpoints.Segment)
            return;
        operation.Summary = "Segment the nuclei of one image, now";
        operation.Description = "Upload an image, get one mask per nucleus. Nothing is stored. A client that disconnects cancels its work.\n\n"
            + $"To try it: [{ResultExamples.Image}]({ResultExamples.Path}/{ResultExamples.Image}).";
        operation.Parameters = [.. SegmentationQuery.All.Select(Describe)];
        operation.RequestBody = Body();
        operation.Responses = new OpenApiResponses { ["200"] = Result() };
        foreach (var status in ProblemExamples.Segmentation.GroupBy(problem => problem.Kind.Status))
            operation.Responses[$"{status.Key}"] = ProblemExamples.Response(status, context);
    }

    private OpenApiParameter Describe(QueryParameter parameter) => ParameterSchemas.Describe(parameter,
        parameter == SegmentationQuery.FormatName ? encoders.Select(encoder => encoder.Format) : null);

    private static OpenApiRequestBody Body() => new()
    {
        Required = true,
        Description = "The image (PNG, JPEG, BMP, WebP or TIFF) as the whole body, of any content type, or as the file field `image` of a form.",
        Content = RawTypes.ToDictionary(type => type, _ => new OpenApiMediaType { Schema = FormSchemas.Binary() }).Prepend(KeyValuePair.Create("multipart/form-data",
            new OpenApiMediaType { Schema = FormSchemas.Files([UploadFailures.Field]) })).ToDictionary(),
    };

    /// <summary>The nuclei of one image.</summary>
    public OpenApiResponse Result() => new()
    {
        Description = $"The nuclei, in the format asked for. Examples:\n\n{string.Join('\n', encoders.Select(Line))}",
        Content = encoders.GroupBy(encoder => encoder.MediaType).ToDictionary(type => type.Key, Media),
        Headers = new Dictionary<string, IOpenApiHeader>
        {
            ["X-Model"] = Header("`name@version` of the model that ran."),
            ["Server-Timing"] = Header("Milliseconds of each stage: `decode;dur=1.2, preprocess;dur=…, queue;…, inference;…, postprocess;…, encode;…`. Where the probability maps of an earlier request served (other thresholds, the rest alike), `cache;desc=hit;dur=…` stands in the place of `preprocess`, `queue` and `inference`."),
            ["Content-Disposition"] = Header("A name to save the document under."),
        },
    };

    private static string Line(IResultEncoder encoder) => encoder.MediaType == "image/png"
        ? $"- `{encoder.Format}` ![{encoder.Format}]({ResultExamples.Link(encoder)})"
        : $"- `{encoder.Format}` [{ResultExamples.FileName(encoder)}]({ResultExamples.Link(encoder)})";

    private static OpenApiMediaType Media(IEnumerable<IResultEncoder> formats) => new()
    {
        Schema = formats.First().MediaType.EndsWith("json", StringComparison.Ordinal) ? new OpenApiSchema { Type = JsonSchemaType.Object }
            : formats.First().MediaType.StartsWith("text/", StringComparison.Ordinal) ? new OpenApiSchema { Type = JsonSchemaType.String }
            : FormSchemas.Binary(),
        Examples = formats.ToDictionary(encoder => encoder.Format, IOpenApiExample (encoder) => ResultExamples.Of(encoder)),
    };

    private static OpenApiHeader Header(string description) =>
        new() { Description = description, Schema = new OpenApiSchema { Type = JsonSchemaType.String } };
}
