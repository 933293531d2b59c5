using SegService.Pipeline.Postprocessing;

namespace SegService.Pipeline.Classic;

/// <summary>What classic finds in one image.</summary>
/// <param name="Labels">The instances.</param>
/// <param name="Confidence">Row-major, one value 0..1 a pixel: 0.5 on the threshold of the pixel's own nucleus, 1 at its full
/// contrast, 0 on background. Not a calibrated probability.</param>
public sealed record ClassicResult(LabelImage Labels, float[] Confidence);
