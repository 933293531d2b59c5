using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.OpenApi;
using SegService.Api.Jobs;
using SegService.Api.Problems;
using SegService.Api.Segmentations;
using SegService.Pipeline.Encoding;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace SegService.Api.OpenApi;

/// <summary>Describes <c>/v1/jobs</c>: bodies of many parts, streams, results in every format.</summary>
internal sealed class JobOperations(IReadOnlyList<IResultEncoder> encoders) : IOperationFilter
{
    private const string Json = "application/json";
    private const string Form = "multipart/form-data";

    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        switch (operation.OperationId)
        {
            case JobEndpoints.Create:
                DescribeCreate(operation, context);
                break;
            case JobEndpoints.List:
                Describe(operation, "The caller's jobs, newest first", "Page by page: `next` leads to older ones.");
                operation.Parameters = [ParameterSchemas.Describe(JobEndpoints.Limit), ParameterSchemas.Describe(JobEndpoints.Before)];
                Answer(operation, context, "200", Document("A page.", JobExamples.List, JobJson.Default.JobList, context), ProblemExamples.JobList);
                break;
            case JobEndpoints.Get:
                Describe(operation, "A job as it stands", "An expired job is still told for as long again as its results were kept.");
                Answer(operation, context, "200", Document("The job.", JobExamples.Finished, JobJson.Default.JobDocument, context), ProblemExamples.Job);
                break;
            case JobEndpoints.Events:
                DescribeEvents(operation, context);
                break;
            case JobEndpoints.Image:
                Describe(operation, "One image's result", "The same documents as `POST /v1/segmentations` gives, in any format, for as long as the job's results are kept.");
                AddFormat(operation);
                Answer(operation, context, "200", new SegmentationOperation(encoders).Result(), ProblemExamples.JobResult);
                break;
            case JobEndpoints.Results:
                Describe(operation, "All results of a finished job", "`format=csv` is one Kaggle submission; every other format is a zip with one document an image, and `masks-zip` one folder an image. Images that failed are left out.");
                AddFormat(operation);
                Answer(operation, context, "200", Archive(), ProblemExamples.JobResult);
                break;
            case JobEndpoints.Delete:
                Describe(operation, "Cancel a job, remove its data", "What has not finished is cancelled; images and results are removed. A finished job is forgotten altogether.");
                Answer(operation, context, "204", new OpenApiResponse { Description = "Done." }, ProblemExamples.Job);
                break;
        }
    }

    private static void DescribeCreate(OpenApiOperation operation, OperationFilterContext context)
    {
        Describe(operation, "Segment many images, durably",
            "Accepted only once every image is on stable storage; from then on the job is finished whatever happens to the service. An image that cannot be read "
            + "fails alone, with its problem; a job of which no image can be read is refused. Parameters may be given as form fields or in the query, "
            + "in any order with the images.\n\nThe callback's signature is the HMAC-SHA256 of the body, in lower-case hex, under `SegService:Jobs:CallbackSecret`; without that secret callbacks are refused.");
        operation.Parameters =
        [
            new OpenApiParameter
            {
                Name = JobSubmitter.KeyHeader, In = ParameterLocation.Header, Schema = new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = JobSubmitter.LongestKey },
                Description = "The same key with the same images and parameters is the same job, however often it is sent; with others it is a 409.",
            },
        ];
        operation.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType> { [Form] = new() { Schema = FormSchema() } },
        };
        var accepted = Document("Accepted.", JobExamples.Queued, JobJson.Default.JobDocument, context);
        accepted.Headers = new Dictionary<string, IOpenApiHeader>
        {
            ["Location"] = new OpenApiHeader { Description = "The job's path.", Schema = new OpenApiSchema { Type = JsonSchemaType.String } },
        };
        Answer(operation, context, "202", accepted, ProblemExamples.JobSubmission);
    }

    private static void DescribeEvents(OpenApiOperation operation, OperationFilterContext context)
    {
        Describe(operation, "A job's events as they happen", "Server-Sent Events: `status` on every change, `image` for each image that ends. The stream ends with the job; "
            + "`Last-Event-ID` resumes after the last event seen. A reader that has seen all of a finished job is answered 204.");
        operation.Parameters?.Add(new OpenApiParameter
        {
            Name = "Last-Event-ID", In = ParameterLocation.Header, Description = "The last event seen; browsers send it themselves.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.Integer },
        });
        Answer(operation, context, "200", new OpenApiResponse
        {
            Description = "Events.",
            Content = new Dictionary<string, OpenApiMediaType>
            {
                [JobEvents.MediaType] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.String }, Example = JsonValue.Create(JobExamples.Events) },
            },
        }, ProblemExamples.JobEvents);
        operation.Responses!["204"] = new OpenApiResponse { Description = "The job is finished and the reader has seen all of it." };
    }

    private static void Describe(OpenApiOperation operation, string summary, string description) =>
        (operation.Summary, operation.Description) = (summary, description);

    private static void Answer(OpenApiOperation operation, OperationFilterContext context, string status, OpenApiResponse response,
        IReadOnlyList<(ProblemKind Kind, ProblemDocument Document)> problems)
    {
        operation.Responses = new OpenApiResponses { [status] = response };
        foreach (var group in problems.GroupBy(problem => problem.Kind.Status))
            operation.Responses[$"{group.Key}"] = ProblemExamples.Response(group, context);
    }

    private static OpenApiResponse Document<T>(string description, T example, JsonTypeInfo<T> type, OperationFilterContext context) => new()
    {
        Description = description,
        Content = new Dictionary<string, OpenApiMediaType>
        {
            [Json] = new()
            {
                Schema = context.SchemaGenerator.GenerateSchema(typeof(T), context.SchemaRepository),
                Example = JsonSerializer.SerializeToNode(example, type),
            },
        },
    };

    private static OpenApiSchema FormSchema()
    {
        var fields = JobRequest.All.ToDictionary(parameter => parameter.Name, Field);
        fields[JobFailures.Field] = new OpenApiSchema
        {
            Type = JsonSchemaType.Array, Items = FormSchemas.Binary(), Description = "Images (PNG, JPEG, BMP, WebP or TIFF), or zip files of images.",
        };
        return new OpenApiSchema { Type = JsonSchemaType.Object, Required = new HashSet<string> { JobFailures.Field }, Properties = fields };
    }

    private static IOpenApiSchema Field(QueryParameter parameter)
    {
        var described = ParameterSchemas.Describe(parameter);
        var schema = (OpenApiSchema)described.Schema!;
        schema.Description = described.Description;
        return schema;
    }

    private void AddFormat(OpenApiOperation operation) =>
        operation.Parameters?.Add(ParameterSchemas.Describe(SegmentationQuery.FormatName, encoders.Select(encoder => encoder.Format)));

    private static OpenApiResponse Archive() => new()
    {
        Description = "Sent as it is made.",
        Content = new Dictionary<string, OpenApiMediaType>
        {
            ["application/zip"] = new() { Schema = FormSchemas.Binary() },
            ["text/csv"] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.String } },
        },
    };
}
