using OpenCvSharp;

namespace SegService.Pipeline.Encoding;

/// <summary>The image with every instance's outline in a colour of its own, as 8-bit RGB PNG.</summary>
public sealed class OverlayPngEncoder : IResultEncoder
{
    public string Format => "overlay-png";

    public string MediaType => "image/png";

    public string FileExtension => ".png";

    public bool Negotiable => false;

    public Failure? Check(SegmentationResult result) => null;

    public void Write(SegmentationResult result, Stream output)
    {
        using var overlay = result.Image.Rgb.Clone();
        Outlines.Draw(overlay, result.Labels, Outlines.Distinct);
        Cv2.CvtColor(overlay, overlay, ColorConversionCodes.RGB2BGR);
        output.Write(overlay.ToBytes(".png"));
    }
}
