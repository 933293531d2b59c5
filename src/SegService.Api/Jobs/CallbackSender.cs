using Microsoft.Extensions.Options;
using SegService.Api.Telemetry;
using SegService.Jobs;

namespace SegService.Api.Jobs;

/// <summary>Calls the owners of finished jobs until they answer or are given up. What is due survives restarts in the outbox.</summary>
internal sealed partial class CallbackSender(ICallbackOutbox outbox, IJobStore store, CallbackClient client, IOptions<CallbackOptions> options,
    TimeProvider time, ILogger<CallbackSender> logger) : RoundService(Interval, time)
{
    private const int AtOnce = 8; // And no more a round: it must end before what it claimed is taken to be lost.
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    protected override async Task RunRoundAsync(CancellationToken stopping)
    {
        var due = await outbox.DueAsync(AtOnce, stopping);
        await Parallel.ForEachAsync(due,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stopping }, async (callback, token) => await SendAsync(callback, token));
    }

    private async Task SendAsync(DueCallback due, CancellationToken cancellationToken)
    {
        var document = JobDocuments.Whole(due.Job, await store.ImagesAsync(due.Job.Id, cancellationToken), estimate: null);
        var attempt = due.Attempts + 1;
        if (await client.PostAsync(due.Job.Callback!, document, cancellationToken) is not { } problem)
        {
            await outbox.SettleAsync(due.Job.Id, cancellationToken);
            ServiceTelemetry.Called(CallbackOutcome.Delivered);
            LogDelivered(due.Job.Id, due.Job.Callback!.Host, attempt);
        }
        else if (attempt < options.Value.CallbackAttempts)
        {
            await outbox.RetryAsync(due, cancellationToken);
            ServiceTelemetry.Called(CallbackOutcome.Retried);
            LogRetry(due.Job.Id, due.Job.Callback!.Host, attempt, problem);
        }
        else
        {
            await outbox.SettleAsync(due.Job.Id, cancellationToken);
            ServiceTelemetry.Called(CallbackOutcome.Abandoned);
            LogGivenUp(due.Job.Id, due.Job.Callback!.Host, attempt, problem);
        }
    }

    [LoggerMessage(LogLevel.Information, "Job {Job}: {Host} was called back (attempt {Attempt})")]
    private partial void LogDelivered(Guid job, string host, int attempt);

    [LoggerMessage(LogLevel.Information, "Job {Job}: calling {Host} back failed in attempt {Attempt} and is tried again: {Problem}")]
    private partial void LogRetry(Guid job, string host, int attempt, string problem);

    [LoggerMessage(LogLevel.Warning, "Job {Job}: calling {Host} back failed in attempt {Attempt}, the last: {Problem}")]
    private partial void LogGivenUp(Guid job, string host, int attempt, string problem);

    [LoggerMessage(LogLevel.Error, "The outbox of callbacks could not be read or written; trying again")]
    protected override partial void LogFailed(Exception exception);
}
