namespace SegService.Jobs;

/// <summary>Write-once bytes named by their content. What was put stays until its job is deleted.</summary>
public interface IBlobStore
{
    /// <summary>Streams <paramref name="content"/> in; on stable storage when the task is done. Putting the same bytes again
    /// changes nothing.</summary>
    Task<Blob> PutAsync(Guid job, Stream content, CancellationToken cancellationToken);

    /// <summary>The bytes, for reading once from the start; null where there are none of that name.</summary>
    Task<Stream?> OpenAsync(BlobKey key, CancellationToken cancellationToken);

    /// <summary>Removes everything kept for a job.</summary>
    Task DeleteAsync(Guid job, CancellationToken cancellationToken);

    /// <summary>Every job something is kept for, and when its last blob was written: what a sweep for orphans goes by.</summary>
    IAsyncEnumerable<(Guid Job, DateTimeOffset WrittenAt)> ListAsync(CancellationToken cancellationToken);
}
