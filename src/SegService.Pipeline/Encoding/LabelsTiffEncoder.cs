using System.Runtime.InteropServices;
using BitMiracle.LibTiff.Classic;
using SegService.Pipeline.Postprocessing;

namespace SegService.Pipeline.Encoding;

/// <summary>A single-channel TIFF: pixel = instance id, 0 = background; 16 bit, or 32 bit above 65,535 instances.</summary>
public sealed class LabelsTiffEncoder : IResultEncoder
{
    public string Format => "labels-tiff";

    public string MediaType => "image/tiff";

    public string FileExtension => ".tif";

    public bool Negotiable => true;

    public bool ReadsPixels => false;

    public Failure? Check(SegmentationResult result) => null;

    public void Write(SegmentationResult result, Stream output)
    {
        var labels = result.Labels;
        if (labels.Count > ushort.MaxValue)
            TiffDocument.Write(output, labels.Width, labels.Height, 32, SampleFormat.UINT,
                (y, row) => labels.Row(y).CopyTo(MemoryMarshal.Cast<byte, int>(row)));
        else
            TiffDocument.Write(output, labels.Width, labels.Height, 16, SampleFormat.UINT,
                (y, row) => Narrow(labels.Row(y), MemoryMarshal.Cast<byte, ushort>(row)));
    }

    private static void Narrow(ReadOnlySpan<int> labels, Span<ushort> row)
    {
        for (var x = 0; x < row.Length; x++)
            row[x] = (ushort)labels[x];
    }
}
