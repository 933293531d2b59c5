namespace SegService.Pipeline.Postprocessing;

/// <summary>
/// What a network says of each pixel of one image, at the image's own size. Each plane is row-major, length
/// <see cref="Width"/> x <see cref="Height"/>, values 0..1.
/// </summary>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="Nucleus">Probability that the pixel belongs to any nucleus.</param>
/// <param name="Border">Probability that the pixel lies where two nuclei touch; null for a model without that head.</param>
/// <param name="Marker">How central the pixel is to its nucleus (normalised distance to its edge, 1 = centre); null for a
/// model without that head.</param>
public sealed record SegmentationMaps(int Width, int Height, float[] Nucleus, float[]? Border = null, float[]? Marker = null);
