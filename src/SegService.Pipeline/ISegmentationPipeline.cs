namespace SegService.Pipeline;

/// <summary>Encoded image in, instances out. Safe to call from any number of threads at once.</summary>
public interface ISegmentationPipeline
{
    /// <summary>
    /// Runs every stage for one image. The caller disposes the result. Expected failures are returned; a cancelled
    /// <paramref name="cancellationToken"/> ends as <see cref="FailureKind.Cancelled"/>.
    /// </summary>
    Task<Outcome<SegmentationResult>> RunAsync(SegmentationRequest request, CancellationToken cancellationToken);
}
