using SegService.Api.Problems;
using SegService.Jobs;

namespace SegService.Api.Jobs;

/// <summary>Jobs as the contract shows them.</summary>
internal static class JobDocuments
{
    public static JobDocument Whole(Job job, IReadOnlyList<JobImage> images, JobEstimate? estimate) =>
        Summary(job, estimate) with { Images = [.. images.Select(Image)] };

    public static JobDocument Summary(Job job, JobEstimate? estimate) => new(job.Id, job.Status, job.CreatedAt, job.StartedAt, job.FinishedAt,
        job.ExpiresAt, Progress(job.Counts), estimate?.Position, Seconds(estimate?.Remaining));

    public static JobImageDocument Image(JobImage image) => new(image.Index, image.ImageId, image.Status, image.Count, Problem(image.Problem));

    public static JobProgress Progress(ImageCounts counts) => new(counts.Succeeded, counts.Failed, counts.Total);

    public static double? Seconds(TimeSpan? time) => time is { } known ? Math.Round(known.TotalSeconds, 1) : null;

    /// <summary>What the pipeline refused reads as it does from <c>/v1/segmentations</c>; a fault of ours tells no more than there.</summary>
    private static ProblemDocument? Problem(JobProblem? problem) => problem is null ? null
        : new ProblemResult(ProblemKind.All.FirstOrDefault(kind => kind.Name == problem.Kind, ProblemKind.Unexpected), problem.Detail)
        {
            Field = problem.Field, Limit = problem.Limit,
        }.Document;
}
