using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SegService.Jobs.Telemetry;

namespace SegService.Jobs.Processing;

/// <summary>
/// Takes one leased image to its end: read, process, keep the result, report. Renews the lease meanwhile, and stops as soon as it is
/// lost: then another worker has the image, or its job was deleted.
/// </summary>
public sealed partial class ImageRunner(
    IJobQueue queue, IBlobStore blobs, IImageProcessor processor, IOptions<JobOptions> options, TimeProvider time,
    ILogger<ImageRunner> logger)
{
    /// <param name="lease">What to work on.</param>
    /// <param name="handBack">When cancelled, the image goes back to the queue untried.</param>
    public async Task RunAsync(Lease lease, CancellationToken handBack)
    {
        using var step = JobTelemetry.Start(lease);
        var started = time.GetTimestamp();
        var error = await RunToEndAsync(lease, handBack).ConfigureAwait(false);
        var elapsed = time.GetElapsedTime(started);
        JobTelemetry.End(step, elapsed, error);
        LogEnded(lease.Job, lease.Image.Index, elapsed.TotalMilliseconds, error ?? "succeeded");
    }

    /// <summary>Null where the image has a result now, else a short stable name of why not.</summary>
    private async Task<string?> RunToEndAsync(Lease lease, CancellationToken handBack)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(handBack);
        var renewal = RenewAsync(lease, stop);
        try
        {
            return await WorkAsync(lease, stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            var kept = handBack.IsCancellationRequested && await queue.HandBackAsync(lease, CancellationToken.None).ConfigureAwait(false);
            LogStopped(lease.Job, lease.Image.Index, kept ? "handed back" : "lease lost");
            return JobTelemetry.Stopped;
        }
        catch (Exception e)
        {
            LogFault(e, lease.Job, lease.Image.Index, lease.Image.Attempts);
            var problem = new JobProblem(JobProblem.Fault, "The image could not be processed because of an internal error.");
            await queue.FailAsync(lease, problem, transient: true, CancellationToken.None).ConfigureAwait(false);
            return problem.Kind;
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await renewal.ConfigureAwait(false);
        }
    }

    private async Task<string?> WorkAsync(Lease lease, CancellationToken cancellationToken)
    {
        var source = await ReadAsync(lease.Image.Source, cancellationToken).ConfigureAwait(false);
        var outcome = await processor.ProcessAsync(new ImageWork(lease.Image.Index, lease.Image.ImageId, source, lease.Options), cancellationToken)
            .ConfigureAwait(false);
        if (outcome is ProcessingOutcome.Refused refused)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await queue.FailAsync(lease, refused.Problem, refused.Transient, CancellationToken.None).ConfigureAwait(false);
            return refused.Problem.Kind;
        }

        var done = (ProcessingOutcome.Done)outcome;
        using var bytes = new ReadOnlyMemoryStream(done.Result);
        var result = await blobs.PutAsync(lease.Job, bytes, cancellationToken).ConfigureAwait(false);
        await queue.CompleteAsync(lease, result, done.Count, CancellationToken.None).ConfigureAwait(false);
        return null;
    }

    private async Task<byte[]> ReadAsync(Blob source, CancellationToken cancellationToken)
    {
        await using var stream = await blobs.OpenAsync(source.Key, cancellationToken).ConfigureAwait(false)
            ?? throw new FileNotFoundException($"Blob {source.Key} is missing.");
        var bytes = new byte[source.Length];
        await stream.ReadExactlyAsync(bytes, cancellationToken).ConfigureAwait(false);
        return bytes;
    }

    private async Task RenewAsync(Lease lease, CancellationTokenSource stop)
    {
        using var timer = new PeriodicTimer(options.Value.LeaseDuration / 3, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stop.Token).ConfigureAwait(false))
            {
                if (!await queue.RenewAsync(lease, stop.Token).ConfigureAwait(false))
                    await stop.CancelAsync().ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
        }
        catch (Exception e)
        {
            // The backend does not answer, so the lease runs out unseen: someone else may have the image soon.
            LogRenewalFailed(e, lease.Job, lease.Image.Index);
            await stop.CancelAsync().ConfigureAwait(false);
        }
    }

    [LoggerMessage(LogLevel.Information, "Job {Job} image {Index} was in work for {Milliseconds:0.#} ms: {Outcome}")]
    private partial void LogEnded(Guid job, int index, double milliseconds, string outcome);

    [LoggerMessage(LogLevel.Information, "Job {Job} image {Index} stopped: {Reason}")]
    private partial void LogStopped(Guid job, int index, string reason);

    [LoggerMessage(LogLevel.Error, "Job {Job} image {Index} failed with an exception in attempt {Attempt}")]
    private partial void LogFault(Exception exception, Guid job, int index, int attempt);

    [LoggerMessage(LogLevel.Warning, "Job {Job} image {Index}: the lease could not be renewed")]
    private partial void LogRenewalFailed(Exception exception, Guid job, int index);
}
