using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using SegService.Api.Problems;
using SegService.Api.Security;
using SegService.Jobs;
using SegService.Pipeline;
using Catalogue = SegService.Pipeline.Models.ModelCatalogue;

namespace SegService.Api.Jobs;

/// <summary>Accepts a job: first its images, then the job itself onto stable storage, then the answer.</summary>
internal sealed class JobSubmitter(IJobBackend backend, JobImagesFactory uploads, Catalogue models, CallbackTargets targets,
    Quotas quotas, IOptions<JobLimits> limits, IOptions<JobOptions> options, TimeProvider time)
{
    public const string KeyHeader = "Idempotency-Key";
    public const int LongestKey = 255;

    private static readonly TimeSpan ShortestRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(5);

    public async Task<IResult> SubmitAsync(HttpContext http)
    {
        if (!Key(http.Request).TryGet(out var key, out var failure))
            return new ProblemResult(failure);
        if (await CheckDepthAsync(http.RequestAborted) is { } full)
            return new ProblemResult(full);
        LiftBodyLimit(http);
        var id = Guid.CreateVersion7(time.GetUtcNow());
        var kept = false;
        try
        {
            if (!(await ReadAsync(http, id, key)).TryGet(out var submission, out failure))
                return new ProblemResult(failure);
            if (await backend.Store.FindRepeatedAsync(submission, http.RequestAborted) is { } repeated)
                return await AnswerAsync(repeated, key, http.RequestAborted);
            var pixels = submission.Images.Sum(image => image.Pixels);
            if (quotas.Charge(pixels) is { } exceeded)
                return new ProblemResult(exceeded);
            kept = true; // Until the store says no: if its answer is lost it may have been yes, and the janitor sweeps what it was not.
            var outcome = await backend.Store.SubmitAsync(submission, CancellationToken.None);
            kept = outcome is SubmitOutcome.Accepted;
            if (!kept)
                quotas.GiveBack(pixels);
            return await AnswerAsync(outcome, key, http.RequestAborted);
        }
        finally
        {
            if (!kept)
                await backend.Blobs.DeleteAsync(id, CancellationToken.None);
        }
    }

    private static Outcome<string> Key(HttpRequest request)
    {
        if (!request.Headers.TryGetValue(KeyHeader, out var values))
            return "";
        return values is [{ Length: > 0 and <= LongestKey } key] && key.All(c => c is > ' ' and <= '~')
            ? key
            : new Failure(FailureKind.InvalidParameter, $"'{KeyHeader}' must be one value of 1 to {LongestKey} visible ASCII characters.") { Field = KeyHeader };
    }

    /// <summary>A full queue is told before a long upload, not after it.</summary>
    private async Task<Failure?> CheckDepthAsync(CancellationToken cancellationToken)
    {
        var depth = await backend.Queue.DepthAsync(cancellationToken);
        return depth.Waiting < options.Value.MaxQueuedImages ? null : Full(depth);
    }

    private void LiftBodyLimit(HttpContext http)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = limits.Value.MaxRequestBytes;
    }

    private async Task<Outcome<JobSubmission>> ReadAsync(HttpContext http, Guid id, string key)
    {
        var images = uploads.Create(id);
        var form = new JobForm(http.Request, images, targets, limits.Value.MaxRequestBytes);
        if (!(await form.ReadAsync(http.RequestAborted)).TryGet(out var request, out var failure)
            || !models.Acquire(request.Parameters.Model).TryGet(out var model, out failure))
            return failure;
        model.Dispose();
        if (!images.Divide(request.EveryPage).TryGet(out var divided, out failure))
            return failure;
        IReadOnlyList<SubmittedImage> all = [.. divided.Select(part => part.Image)];
        var parameters = (request.EveryPage ? request.Parameters with { Pages = [.. divided.Select(part => part.Page ?? 0)] } : request.Parameters).ToText();
        return new JobSubmission
        {
            Id = id,
            Owner = Caller.Of(http),
            IdempotencyKey = key.Length > 0 ? key : null,
            Fingerprint = Fingerprint(parameters, request.Callback, all),
            Options = parameters,
            Callback = request.Callback,
            TraceParent = Activity.Current?.Id,
            Images = all,
        };
    }

    private async Task<IResult> AnswerAsync(SubmitOutcome outcome, string key, CancellationToken cancellationToken) => outcome switch
    {
        SubmitOutcome.Accepted accepted => await AcceptedAsync(accepted.Job, cancellationToken),
        SubmitOutcome.Duplicate duplicate => await AcceptedAsync(duplicate.Job, cancellationToken),
        SubmitOutcome.Conflict => JobFailures.KeyReused(key),
        _ => new ProblemResult(Full(await backend.Queue.DepthAsync(cancellationToken))),
    };

    private async Task<IResult> AcceptedAsync(Job job, CancellationToken cancellationToken)
    {
        var images = await backend.Store.ImagesAsync(job.Id, cancellationToken);
        var estimate = await backend.Queue.EstimateAsync(job.Id, cancellationToken);
        return TypedResults.Accepted($"/v1/jobs/{job.Id}", JobDocuments.Whole(job, images, estimate));
    }

    private Failure Full(QueueDepth depth)
    {
        var wait = depth.Backlog / Math.Max(1, depth.Waiting) ?? ShortestRetry;
        return JobFailures.Full(options.Value.MaxQueuedImages, TimeSpan.FromSeconds(Math.Clamp(wait.TotalSeconds, ShortestRetry.TotalSeconds, LongestRetry.TotalSeconds)));
    }

    /// <summary>What makes a request the same: its parameters, its callback, its images' names and bytes. Not how a client cut its form.</summary>
    private static string Fingerprint(string parameters, Uri? callback, IReadOnlyList<SubmittedImage> images)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var line in images.Select(image => $"{image.ImageId} {image.Source.Key.Sha256}").Prepend(callback?.AbsoluteUri).Prepend(parameters))
            hash.AppendData(Encoding.UTF8.GetBytes($"{line}\n"));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
