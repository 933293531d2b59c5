using System.Runtime.InteropServices;
using BitMiracle.LibTiff.Classic;

namespace SegService.Pipeline.Encoding;

/// <summary>The network's nucleus probability of every pixel, 0..1 in steps of 1/255 (finer where
/// the image was zoomed), as a 32-bit float TIFF of the image's size.</summary>
public sealed class ProbabilityEncoder : IResultEncoder
{
    public string Format => "probability";

    public string MediaType => "image/tiff";

    public string FileExtension => ".tif";

    public bool Negotiable => false;

    public Failure? Check(SegmentationResult result) => result.Maps is not null ? null
        : new Failure(FailureKind.NotAcceptable, $"{result.Model.Name} keeps no probability map of this image: classic has none of any, networks none of one worked on in windows. Ask for another format.")
        {
            Field = "format", Value = Format,
        };

    public void Write(SegmentationResult result, Stream output)
    {
        var maps = result.Maps ?? throw new InvalidOperationException("Results without maps do not pass Check.");
        TiffDocument.Write(output, maps.Width, maps.Height, 32, SampleFormat.IEEEFP,
            (y, row) => maps.Nucleus.AsSpan(y * maps.Width, maps.Width).CopyTo(MemoryMarshal.Cast<byte, float>(row)));
    }
}
