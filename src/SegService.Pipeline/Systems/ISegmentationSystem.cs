using SegService.Pipeline.Decoding;
using SegService.Pipeline.Measurement;
using SegService.Pipeline.Postprocessing;

namespace SegService.Pipeline.Systems;

/// <summary>A way from pixels to instances: image processing alone, or a network with its post-processing.</summary>
public interface ISegmentationSystem
{
    Task<Outcome<Segmentation>> SegmentAsync(SourceImage source, SegmentationParameters parameters, StageTimings timings,
        CancellationToken cancellationToken);

    /// <summary>An image too large to be held whole with its maps, window by window; no maps come back.</summary>
    Task<Outcome<Segmentation>> SegmentInWindowsAsync(RgbPage page, SegmentationParameters parameters, StageTimings timings,
        CancellationToken cancellationToken);
}

/// <summary>A decoded image and what its bytes were: who holds it disposes it.</summary>
/// <param name="Image">The pixels.</param>
/// <param name="Sha256">Of the encoded bytes, lower-case hex.</param>
public sealed record SourceImage(DecodedImage Image, string Sha256);

/// <summary>What was found; disposing gives labels and maps back.</summary>
/// <param name="Labels">At the image's own size, whatever the zoom.</param>
/// <param name="Instances">Ordered by id.</param>
/// <param name="Used">The parameters with every default filled in.</param>
/// <param name="Maps">What the network said of each pixel; null where there is no network, or the image was too large.</param>
public sealed record Segmentation(LabelImage Labels, IReadOnlyList<Instance> Instances, SegmentationParameters Used,
    SegmentationMaps? Maps = null) : IDisposable
{
    public void Dispose()
    {
        Labels.Dispose();
        Maps?.Dispose();
    }
}
