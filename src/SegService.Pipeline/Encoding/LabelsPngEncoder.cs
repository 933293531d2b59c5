using OpenCvSharp;

namespace SegService.Pipeline.Encoding;

/// <summary>A single-channel 16-bit PNG: pixel = instance id, 0 = background.</summary>
public sealed class LabelsPngEncoder : IResultEncoder
{
    private const int MaxInstances = ushort.MaxValue;

    public string Format => "labels-png";

    public string MediaType => "image/png";

    public string FileExtension => ".png";

    public bool Negotiable => true;

    public bool ReadsPixels => false;

    public Failure? Check(SegmentationResult result) => result.Labels.Count <= MaxInstances ? null
        : new Failure(FailureKind.NotAcceptable, "A 16-bit PNG cannot number this many instances; ask for format=labels-tiff.")
        {
            Field = "format",
            Limit = $"{MaxInstances} instances",
            Value = $"{result.Labels.Count} instances",
        };

    public void Write(SegmentationResult result, Stream output)
    {
        using var labels = LabelMats.To16Bit(result.Labels);
        output.Write(labels.ToBytes(".png"));
    }
}
