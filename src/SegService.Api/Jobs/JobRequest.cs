using System.Text.Json;
using System.Text.Json.Serialization;
using SegService.Api.Problems;
using SegService.Api.Segmentations;
using SegService.Pipeline;

namespace SegService.Api.Jobs;

/// <summary>How every image of a job is segmented: kept with the job, read by its workers.</summary>
/// <param name="Model">Name or alias.</param>
/// <param name="Parameters">As the caller gave them.</param>
/// <param name="Pages">Each image's page of its file, by its index; null where all have the parameters' one.</param>
internal sealed record JobParameters(string Model, SegmentationParameters Parameters,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<int>? Pages = null)
{
    public SegmentationParameters Of(int image) => Pages is null ? Parameters : Parameters with { Page = Pages[image] };

    public string ToText() => JsonSerializer.Serialize(this, JobJson.Default.JobParameters);

    public static JobParameters Parse(string text) => JsonSerializer.Deserialize(text, JobJson.Default.JobParameters)!;
}

/// <summary>What <c>POST /v1/jobs</c> is asked for beside the images, by form fields or the query.</summary>
/// <param name="Parameters">How each image is segmented.</param>
/// <param name="EveryPage">Whether each page of a file is an image of its own.</param>
/// <param name="Callback">Who is told of the end.</param>
internal sealed record JobRequest(JobParameters Parameters, bool EveryPage, Uri? Callback)
{
    private const string AllPages = "all";

    public static readonly QueryParameter Pages = new("pages", ParameterType.Text,
        "`all` makes an image of each page of a multi-page TIFF, of a z-stack or a time series, named by the file's name and `-page` with the page's number from 0. Default: `page` alone.");

    public static readonly QueryParameter CallbackUrl = new("callbackUrl", ParameterType.Text,
        "An http or https address that the finished job's document is sent to, as a POST signed by `X-Signature-256: sha256=<HMAC-SHA256 of the body>`; retried until it is answered 2xx.");

    public static readonly IReadOnlyList<QueryParameter> All = [SegmentationQuery.ModelName, .. SegmentationQuery.Parameterised, Pages, CallbackUrl];

    /// <summary>The same names, ranges and messages as in <c>/v1/segmentations</c>.</summary>
    public static Outcome<JobRequest> Read(IQueryCollection fields, CallbackTargets targets)
    {
        var reader = new QueryReader(fields);
        reader.Allow(All);
        var model = reader.Text(SegmentationQuery.ModelName) ?? SegmentationQuery.ModelName.Default!;
        var parameters = SegmentationQuery.ReadParameters(reader);
        Uri? callback = null;
        if (reader.Text(CallbackUrl) is { } url && !targets.Check(url).TryGet(out callback, out var refused))
            reader.Fail(refused);
        var pages = reader.Text(Pages);
        reader.Fail(CheckPages(pages, fields.ContainsKey(SegmentationQuery.Page.Name)));
        return reader.Failure is { } failure ? failure : new JobRequest(new JobParameters(model, parameters), pages is not null, callback);
    }

    private static Failure? CheckPages(string? pages, bool isPageGiven) => pages is null || (pages == AllPages && !isPageGiven) ? null
        : new Failure(FailureKind.InvalidParameter, isPageGiven ? "'pages' and 'page' exclude each other." : $"'pages' must be {AllPages}.")
        {
            Field = Pages.Name, Limit = AllPages, Value = Excerpt.Of(pages),
        };
}
