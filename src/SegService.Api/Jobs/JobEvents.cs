using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using SegService.Jobs;

namespace SegService.Api.Jobs;

/// <summary>
/// A job's events as Server-Sent Events: <c>status</c> on every change, <c>image</c> for each image that ends, numbered so that
/// <c>Last-Event-ID</c> resumes without a gap. A comment keeps proxies awake while nothing happens.
/// </summary>
internal sealed class JobEvents(IJobStore store, IHostApplicationLifetime lifetime, TimeProvider time)
{
    public const string MediaType = "text/event-stream";
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    /// <param name="http">Where they go.</param>
    /// <param name="job">Whose.</param>
    /// <param name="after">The last event the reader has seen; 0 for none.</param>
    public async Task SendAsync(HttpContext http, Job job, long after)
    {
        // A reader is not work under way: at shutdown it is let go, and resumes elsewhere or later.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, lifetime.ApplicationStopping);
        await using var events = store.EventsAsync(job.Id, after, stop.Token).GetAsyncEnumerator(stop.Token);
        var next = events.MoveNextAsync().AsTask();
        try
        {
            if (job.IsFinished && !await next)
            {
                http.Response.StatusCode = StatusCodes.Status204NoContent; // which tells a browser not to come again
                return;
            }

            await StartAsync(http.Response, stop.Token);
            while (await NextAsync(http.Response, next, stop.Token))
            {
                await WriteAsync(http.Response, events.Current, stop.Token);
                next = events.MoveNextAsync().AsTask();
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }
        finally
        {
            await stop.CancelAsync();
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // An enumerator must not be disposed of while it moves.
        }
    }

    private static Task StartAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        response.ContentType = MediaType;
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no"; // nginx would hold events back
        return response.Body.FlushAsync(cancellationToken);
    }

    private async Task<bool> NextAsync(HttpResponse response, Task<bool> next, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await next.WaitAsync(Heartbeat, time, cancellationToken);
            }
            catch (TimeoutException)
            {
                await response.WriteAsync(": still here\n\n", cancellationToken);
            }
        }
    }

    private static Task WriteAsync(HttpResponse response, JobEvent happened, CancellationToken cancellationToken)
    {
        var progress = JobDocuments.Progress(happened.Counts);
        return happened.Image is { } image
            ? WriteAsync(response, happened.Sequence, "image", new JobImageEvent(JobDocuments.Image(image), happened.At, progress), JobJson.Default.JobImageEvent, cancellationToken)
            : WriteAsync(response, happened.Sequence, "status", new JobStatusEvent(happened.Status, happened.At, progress), JobJson.Default.JobStatusEvent, cancellationToken);
    }

    private static Task WriteAsync<T>(HttpResponse response, long id, string name, T data, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        response.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"id: {id}\nevent: {name}\ndata: {JsonSerializer.Serialize(data, type)}\n\n"), cancellationToken);
}
