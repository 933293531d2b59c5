using System.Globalization;
using SegService.Api.Problems;
using SegService.Api.Security;
using SegService.Api.Segmentations;
using SegService.Jobs;
using SegService.Pipeline;
using SegService.Pipeline.Encoding;

namespace SegService.Api.Jobs;

internal static class JobEndpoints
{
    public const string Create = "createJob";
    public const string List = "listJobs";
    public const string Get = "getJob";
    public const string Events = "getJobEvents";
    public const string Image = "getJobImage";
    public const string Results = "getJobResults";
    public const string Delete = "deleteJob";

    public static readonly QueryParameter Limit = new("limit", ParameterType.Integer, "Jobs on a page.") { Minimum = 1, Maximum = 200, Default = "50" };

    public static readonly QueryParameter Before = new("before", ParameterType.Text, "The last job of the page before: only older ones are listed.");

    public static void MapJobs(this IEndpointRouteBuilder v1)
    {
        var jobs = v1.MapGroup("/jobs").WithTags("Jobs");
        jobs.MapPost("", (HttpContext http, JobSubmitter submitter) => submitter.SubmitAsync(http)).WithName(Create).DisableAntiforgery();
        jobs.MapGet("", ListAsync).WithName(List);
        jobs.MapGet("/{id:guid}", GetAsync).WithName(Get);
        jobs.MapGet("/{id:guid}/events", EventsAsync).WithName(Events);
        jobs.MapGet("/{id:guid}/images/{index:int:min(0)}", ImageAsync).WithName(Image);
        jobs.MapGet("/{id:guid}/results", ResultsAsync).WithName(Results);
        jobs.MapDelete("/{id:guid}", DeleteAsync).WithName(Delete);
    }

    private static async Task<IResult> ListAsync(HttpContext http, IJobStore store)
    {
        var reader = new QueryReader(http.Request.Query);
        reader.Allow([Limit, Before]);
        var limit = reader.Integer(Limit) ?? int.Parse(Limit.Default!, CultureInfo.InvariantCulture);
        Guid? before = Guid.TryParse(reader.Text(Before), out var id) ? id : null;
        if (before is null && reader.Text(Before) is { } text)
            reader.Fail(new Failure(FailureKind.InvalidParameter, "'before' must be a job's id.") { Field = Before.Name, Value = Excerpt.Of(text) });
        if (reader.Failure is { } failure)
            return new ProblemResult(failure);

        var found = await store.ListAsync(Caller.Of(http), before, limit + 1, http.RequestAborted);
        var page = found.Take(limit).ToList();
        var next = found.Count > limit ? $"/v1/jobs?limit={limit}&before={page[^1].Id}" : null;
        return TypedResults.Ok(new JobList([.. page.Select(job => JobDocuments.Summary(job, estimate: null))], next));
    }

    private static async Task<IResult> GetAsync(Guid id, HttpContext http, IJobStore store, IJobQueue queue)
    {
        if (await FindAsync(store, id, http) is not { } job)
            return JobFailures.UnknownJob;
        var images = await store.ImagesAsync(id, http.RequestAborted);
        var estimate = await queue.EstimateAsync(id, http.RequestAborted);
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(JobDocuments.Whole(job, images, estimate));
    }

    private static async Task<IResult> EventsAsync(Guid id, HttpContext http, IJobStore store, JobEvents events)
    {
        if (await FindAsync(store, id, http) is not { } job)
            return JobFailures.UnknownJob;
        var last = http.Request.Headers["Last-Event-ID"].ToString();
        var after = 0L;
        if (last.Length > 0 && !long.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out after))
            return new ProblemResult(new Failure(FailureKind.InvalidParameter, "'Last-Event-ID' must be the id of an event of this job.") { Field = "Last-Event-ID" });
        await events.SendAsync(http, job, after);
        return Microsoft.AspNetCore.Http.Results.Empty;
    }

    private static async Task<IResult> ImageAsync(Guid id, int index, HttpContext http, IJobBackend backend, FormatNegotiation formats, JobResults results)
    {
        if (!Format(http, formats).TryGet(out var encoder, out var failure))
            return new ProblemResult(failure);
        if (await FindAsync(backend.Store, id, http) is not { } job)
            return JobFailures.UnknownJob;
        if (!job.HasData)
            return JobFailures.Gone(job);
        if (await backend.Store.ImageAsync(id, index, http.RequestAborted) is not { } image)
            return JobFailures.UnknownImage(job);
        if (!image.IsFinished)
            return JobFailures.NotFinished("The image", (await backend.Queue.EstimateAsync(id, http.RequestAborted))?.Remaining);
        if (image.Result is null)
            return JobFailures.NoResult(image.Problem);
        return await results.WriteAsync(image, encoder, http.RequestAborted) is not { } outcome ? JobFailures.Gone(job)
            : outcome.TryGet(out var answer, out failure) ? answer : new ProblemResult(failure);
    }

    private static async Task<IResult> ResultsAsync(Guid id, HttpContext http, IJobBackend backend, FormatNegotiation formats, JobResults results)
    {
        if (!Format(http, formats).TryGet(out var encoder, out var failure))
            return new ProblemResult(failure);
        if (await FindAsync(backend.Store, id, http) is not { } job)
            return JobFailures.UnknownJob;
        if (!job.HasData)
            return JobFailures.Gone(job);
        if (!job.IsFinished)
            return JobFailures.NotFinished("The job", (await backend.Queue.EstimateAsync(id, http.RequestAborted))?.Remaining);
        var images = (await backend.Store.ImagesAsync(id, http.RequestAborted)).Where(image => image.Result is not null).ToList();
        if (images.Count == 0)
            return JobFailures.NoResult(null);
        return await results.WriteAsync(images[0], encoder, http.RequestAborted) is not { } outcome ? JobFailures.Gone(job)
            : outcome.TryGet(out var first, out failure) ? new JobArchive(id, images, first, encoder, results) : new ProblemResult(failure);
    }

    private static async Task<IResult> DeleteAsync(Guid id, HttpContext http, IJobBackend backend, JobRemoval removal) =>
        await FindAsync(backend.Store, id, http) is not null && await removal.RemoveAsync(id) ? TypedResults.NoContent() : JobFailures.UnknownJob;

    /// <summary>Another caller's job is no job: not even that it exists is told.</summary>
    private static async Task<Job?> FindAsync(IJobStore store, Guid id, HttpContext http) =>
        await store.FindAsync(id, http.RequestAborted) is { } job && job.Owner == Caller.Of(http) ? job : null;

    private static Outcome<IResultEncoder> Format(HttpContext http, FormatNegotiation formats)
    {
        var reader = new QueryReader(http.Request.Query);
        reader.Allow([SegmentationQuery.FormatName]);
        var format = reader.Text(SegmentationQuery.FormatName);
        return reader.Failure is { } failure ? failure : formats.Choose(format, http.Request.Headers.Accept);
    }
}
