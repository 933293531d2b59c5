namespace SegService.Jobs.State;

/// <summary>Where commands become durable and get their one order.</summary>
internal interface IJobLog
{
    /// <summary>The outcome, once the command is on stable storage and applied. It is not called off once it is on its way.</summary>
    Task<object> RunAsync(JobCommand command, CancellationToken cancellationToken);

    /// <summary>Done when everything that was durable before the call is applied here: what to do before saying that there is no such job.</summary>
    Task CatchUpAsync(CancellationToken cancellationToken);

    /// <summary>How many images are worked on at once, over all live workers.</summary>
    int Slots { get; }
}

internal static class JobLogs
{
    public static async Task<T> RunAsync<T>(this IJobLog log, JobCommand command, CancellationToken cancellationToken) =>
        (T)await log.RunAsync(command, cancellationToken).ConfigureAwait(false);
}
