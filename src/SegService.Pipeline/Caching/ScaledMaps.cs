using SegService.Pipeline.Postprocessing;

namespace SegService.Pipeline.Caching;

/// <summary>What a network said, at the size it saw. Shared by requests: read-only to everybody.</summary>
/// <param name="Scale">The zoom that was used, chosen or asked for.</param>
/// <param name="Maps">Not yet brought back to the image's own size.</param>
public sealed record ScaledMaps(double Scale, SegmentationMaps Maps)
{
    public long Bytes => sizeof(float) * (Length(Maps.Nucleus) + Length(Maps.Border) + Length(Maps.Marker));

    private static long Length(float[]? plane) => plane?.LongLength ?? 0;
}
