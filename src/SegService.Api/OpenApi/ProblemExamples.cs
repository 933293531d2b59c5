using System.Text.Json;
using Microsoft.OpenApi;
using SegService.Api.Problems;
using SegService.Api.Security;
using SegService.Pipeline;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace SegService.Api.OpenApi;

/// <summary>What each problem of a segmentation looks like.</summary>
internal static class ProblemExamples
{
    public static readonly IReadOnlyList<(ProblemKind Kind, ProblemDocument Document)> Segmentation =
    [
        Of(FailureKind.Unreadable, "The PNG ends before its last row.", "image"),
        Of(FailureKind.InvalidParameter, "'maskThreshold' must be a number from 0.01 to 0.99.", "maskThreshold", "a number from 0.01 to 0.99", "1.5"),
        Of(FailureKind.UnknownModel, "There is no model 'unett'. The models are: classic, default.", "model", "classic, default", "unett"),
        Of(FailureKind.NotAcceptable, "A 16-bit PNG holds 65535 instances; use labels-tiff.", "format", "65535 instances", "70000 instances"),
        Of(FailureKind.TooLarge, "The request's body has more than 67108864 bytes.", "image", "67108864 bytes", "90000000 bytes"),
        Of(FailureKind.UnsupportedFormat, "The bytes are no PNG, JPEG, BMP, WebP or TIFF.", "image"),
        Of(FailureKind.QuotaExceeded, "This key's quota of 60 requests a minute is used up; the Retry-After header says when to try again.", limit: "60 requests a minute"),
        Of(FailureKind.ModelFault, "The model failed on this image."),
        Of(FailureKind.Overloaded, "Too many images are being worked on; try again shortly."),
        Of(FailureKind.TimedOut, "The image took longer than this service allows; send a smaller one, or try again when it is less busy.", limit: "60 s"),
    ];

    private static readonly (ProblemKind, ProblemDocument) UnknownJob = Of(ProblemKind.NotFound, "There is no such job, or it is another caller's.");

    public static readonly IReadOnlyList<(ProblemKind Kind, ProblemDocument Document)> Job = [UnknownJob];

    public static readonly IReadOnlyList<(ProblemKind Kind, ProblemDocument Document)> JobList =
        [Of(FailureKind.InvalidParameter, "'limit' must be a whole number from 1 to 200.", "limit", "a whole number from 1 to 200", "1000")];

    public static readonly IReadOnlyList<(ProblemKind Kind, ProblemDocument Document)> JobSubmission =
    [
        Of(FailureKind.Unreadable, "None of the 3 images can be read. The first, 'plate1': The PNG ends before its last row.", "images"),
        Of(FailureKind.InvalidParameter, "'callbackUrl' must not lead to a private, loopback or link-local address.", "callbackUrl", value: "http://10.0.0.1/done"),
        Of(FailureKind.UnknownModel, "There is no model 'unett'. The models are: classic, default.", "model", "classic, default", "unett"),
        Of(ProblemKind.IdempotencyConflict, "This Idempotency-Key belongs to a job of another content; use a new key for a new job.", "Idempotency-Key", value: "plate-7"),
        Of(FailureKind.TooLarge, "The image 'plate1.tif' has more than 67108864 bytes once unpacked.", "images", "67108864 bytes"),
        Of(FailureKind.Overloaded, "The queue is full; try again later.", limit: "10000 images"),
    ];

    public static readonly IReadOnlyList<(ProblemKind Kind, ProblemDocument Document)> JobEvents =
        [Of(FailureKind.InvalidParameter, "'Last-Event-ID' must be the id of an event of this job.", "Last-Event-ID"), UnknownJob];

    public static readonly IReadOnlyList<(ProblemKind Kind, ProblemDocument Document)> JobResult =
    [
        Of(FailureKind.InvalidParameter, "There is no such format. Did you mean 'json'? The formats are: json, csv.", "format", "json, csv", "jsn"),
        UnknownJob,
        Of(FailureKind.NotAcceptable, "A 16-bit PNG holds 65535 instances; use labels-tiff.", "format", "65535 instances", "70000 instances"),
        Of(ProblemKind.NotFinished, "The job is not finished yet; its events or its document say when it is."),
        Of(ProblemKind.NoResult, "The PNG ends before its last row.", "image"),
        Of(ProblemKind.Gone, "The job's results are past their retention and were removed."),
        Of(FailureKind.Overloaded, "Too many images are being worked on; try again shortly."),
    ];

    public static readonly (ProblemKind Kind, ProblemDocument Document) Stranger = Of(ProblemKind.Unauthorized, Callers.KeyNeeded);

    public static OpenApiResponse Response(IEnumerable<(ProblemKind Kind, ProblemDocument Document)> problems, OperationFilterContext context) => new()
    {
        Description = string.Join("; ", problems.Select(problem => problem.Kind.Title)),
        Headers = problems.Any(problem => problem.Kind.Status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable) ? RetryAfter() : null,
        Content = new Dictionary<string, OpenApiMediaType>
        {
            [ProblemDocument.MediaType] = new()
            {
                Schema = context.SchemaGenerator.GenerateSchema(typeof(ProblemDocument), context.SchemaRepository),
                Examples = problems.ToDictionary(problem => problem.Kind.Name, IOpenApiExample (problem) => new OpenApiExample
                {
                    Value = JsonSerializer.SerializeToNode(problem.Document, ApiJson.Default.ProblemDocument),
                }),
            },
        },
    };

    private static Dictionary<string, IOpenApiHeader> RetryAfter() => new()
    {
        ["Retry-After"] = new OpenApiHeader { Description = "Seconds to wait.", Schema = new OpenApiSchema { Type = JsonSchemaType.Integer } },
    };

    private static (ProblemKind, ProblemDocument) Of(FailureKind failure, string detail, string? field = null, string? limit = null, string? value = null) =>
        Of(ProblemKind.Of(failure), detail, field, limit, value);

    private static (ProblemKind, ProblemDocument) Of(ProblemKind kind, string detail, string? field = null, string? limit = null, string? value = null) =>
        (kind, new ProblemDocument(kind.Type, kind.Title, kind.Status, detail) { Field = field, Limit = limit, Value = value });
}
