using System.Text.Json;
using SegService.Api.Segmentations;
using SegService.Pipeline;

namespace SegService.Api.Jobs;

/// <summary>How every image of a job is segmented: kept with the job, read by its workers.</summary>
/// <param name="Model">Name or alias.</param>
/// <param name="Parameters">As the caller gave them.</param>
internal sealed record JobParameters(string Model, SegmentationParameters Parameters)
{
    public string ToText() => JsonSerializer.Serialize(this, JobJson.Default.JobParameters);

    public static JobParameters Parse(string text) => JsonSerializer.Deserialize(text, JobJson.Default.JobParameters)!;
}

/// <summary>What <c>POST /v1/jobs</c> is asked for beside the images, by form fields or the query.</summary>
internal sealed record JobRequest(JobParameters Parameters, Uri? Callback)
{
    public static readonly QueryParameter CallbackUrl = new("callbackUrl", ParameterType.Text,
        "An http or https address that the finished job's document is sent to, as a POST signed by `X-Signature-256: sha256=<HMAC-SHA256 of the body>`; retried until it is answered 2xx.");

    public static readonly IReadOnlyList<QueryParameter> All = [SegmentationQuery.ModelName, .. SegmentationQuery.Parameterised, CallbackUrl];

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
        return reader.Failure is { } failure ? failure : new JobRequest(new JobParameters(model, parameters), callback);
    }
}
