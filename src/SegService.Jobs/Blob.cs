namespace SegService.Jobs;

/// <summary>Names bytes kept for a job: by the job, so that they leave with it, and by their own SHA-256 (lower-case hex).</summary>
public readonly record struct BlobKey(Guid Job, string Sha256);

/// <summary>Bytes that are on stable storage.</summary>
/// <param name="Key">Where they are.</param>
/// <param name="Length">Bytes.</param>
public sealed record Blob(BlobKey Key, long Length);
