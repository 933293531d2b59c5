using System.Text.Json.Serialization;
using SegService.Api.Problems;
using SegService.Jobs;

namespace SegService.Api.Jobs;

/// <summary>A job as it stands.</summary>
/// <param name="Id">Names the job in every path under <c>/v1/jobs</c>.</param>
/// <param name="Status">The last five are final, except that every finished job becomes expired in the end.</param>
/// <param name="CreatedAt">When it was accepted.</param>
/// <param name="StartedAt">When its first image was taken up.</param>
/// <param name="FinishedAt">When its last image was finished.</param>
/// <param name="ExpiresAt">When its images and results are removed; null until it is finished.</param>
/// <param name="Progress">How many of its images are where.</param>
/// <param name="QueuePosition">1 for the job accepted first of those that have not started; null once started.</param>
/// <param name="EstimatedSeconds">Until it is finished, by the pixels per second measured lately; null where nothing was measured yet.</param>
public sealed record JobDocument(Guid Id, JobStatus Status, DateTimeOffset CreatedAt, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt,
    DateTimeOffset? ExpiresAt, JobProgress Progress, int? QueuePosition, double? EstimatedSeconds)
{
    /// <summary>In the order of submission; left out in lists.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<JobImageDocument>? Images { get; init; }
}

/// <param name="Done">Images with a result.</param>
/// <param name="Failed">Images that ended without one.</param>
/// <param name="Total">All of them; the job is finished when done and failed add up to it.</param>
public sealed record JobProgress(int Done, int Failed, int Total);

/// <param name="Index">From 0, in the order of submission: names the image in <c>/v1/jobs/{id}/images/{index}</c>.</param>
/// <param name="ImageId">Names the image in CSV and COCO, and in archives: its file name without extension, made unique within the job.</param>
/// <param name="Status">The last three are final.</param>
/// <param name="Count">Nuclei found.</param>
/// <param name="Problem">Why it failed; while it is queued, why it is tried again.</param>
public sealed record JobImageDocument(int Index, string ImageId, ImageStatus Status, int? Count, ProblemDocument? Problem);

/// <param name="Jobs">Newest first, without their images.</param>
/// <param name="Next">Path of the next page; null on the last one.</param>
public sealed record JobList(IReadOnlyList<JobDocument> Jobs, string? Next);

/// <summary>The data of a <c>status</c> event.</summary>
public sealed record JobStatusEvent(JobStatus Status, DateTimeOffset At, JobProgress Progress);

/// <summary>The data of an <c>image</c> event.</summary>
public sealed record JobImageEvent(JobImageDocument Image, DateTimeOffset At, JobProgress Progress);

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(JobDocument))]
[JsonSerializable(typeof(JobList))]
[JsonSerializable(typeof(JobStatusEvent))]
[JsonSerializable(typeof(JobImageEvent))]
[JsonSerializable(typeof(JobParameters))]
internal sealed partial class JobJson : JsonSerializerContext;
