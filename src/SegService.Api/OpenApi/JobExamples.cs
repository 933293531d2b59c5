using SegService.Api.Jobs;
using SegService.Jobs;

namespace SegService.Api.OpenApi;

/// <summary>What jobs look like on their way.</summary>
internal static class JobExamples
{
    private static readonly Guid Id = Guid.Parse("019ded1f-0c4a-7b3e-9a51-2f6f0d6c1e77");
    private static readonly DateTimeOffset Noon = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly JobProgress HalfWay = new(1, 0, 2);

    public static JobDocument Queued => new(Id, JobStatus.Queued, Noon, null, null, null, new JobProgress(0, 0, 2), 3, 42.5)
    {
        Images = [new JobImageDocument(0, "plate1", ImageStatus.Queued, null, null), new JobImageDocument(1, "plate2", ImageStatus.Queued, null, null)],
    };

    public static JobDocument Finished => Summary with
    {
        Images = [Found, new JobImageDocument(1, "plate2", ImageStatus.Failed, null, ProblemExamples.Segmentation[0].Document)],
    };

    public static JobList List => new([Summary], $"/v1/jobs?limit=1&before={Id}");

    public static string Events =>
        $"""
        id: 2
        event: status
        data: {Text(new JobStatusEvent(JobStatus.Running, Noon.AddSeconds(1), new JobProgress(0, 0, 2)), JobJson.Default.JobStatusEvent)}

        id: 3
        event: image
        data: {Text(new JobImageEvent(Found, Noon.AddSeconds(2), HalfWay), JobJson.Default.JobImageEvent)}

        : still here

        """;

    private static JobDocument Summary =>
        new(Id, JobStatus.Partial, Noon, Noon.AddSeconds(1), Noon.AddSeconds(3), Noon.AddDays(7), new JobProgress(1, 1, 2), null, null);

    private static JobImageDocument Found => new(0, "plate1", ImageStatus.Succeeded, 27, null);

    private static string Text<T>(T data, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) => System.Text.Json.JsonSerializer.Serialize(data, type);
}
