using SegService.Jobs;

namespace SegService.Api.Jobs;

/// <summary>Cancels what has not finished and removes what is stored.</summary>
internal sealed partial class JobRemoval(IJobStore store, IBlobStore blobs, ILogger<JobRemoval> logger)
{
    /// <summary>False where there is no such job. Once begun it is not stopped half-way.</summary>
    public async Task<bool> RemoveAsync(Guid job)
    {
        if (!await store.RemoveAsync(job, CancellationToken.None))
            return false;
        try
        {
            await blobs.DeleteAsync(job, CancellationToken.None);
        }
        catch (IOException busy)
        {
            // A worker was just putting a result there. It has lost its lease, and the janitor comes by.
            LogLeft(busy, job);
        }

        return true;
    }

    [LoggerMessage(LogLevel.Information, "Job {Job} is removed; the last of its files are left to the janitor")]
    private partial void LogLeft(Exception exception, Guid job);
}
