using System.Buffers;
using CsvHelper;

namespace SegService.Pipeline.Encoding;

/// <summary>Kaggle's submission: one row an instance; an image without instances is one row without pixels.</summary>
public sealed class CsvEncoder : IResultEncoder
{
    public string Format => "csv";

    public string MediaType => "text/csv";

    public string FileExtension => ".csv";

    public bool Negotiable => true;

    public bool ReadsPixels => false;

    public Failure? Check(SegmentationResult result) => null;

    public void Write(SegmentationResult result, Stream output)
    {
        using var csv = CsvWriter.Create(output, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true);
        csv.WriteHeader(["ImageId", "EncodedPixels"]);
        var runs = KaggleRle.Encode(result.Labels);
        var text = new ArrayBufferWriter<byte>();
        for (var id = 1; id <= runs.Count; id++)
        {
            KaggleRle.Write(runs[id], text);
            WriteRow(csv, result.ImageId, text.WrittenSpan);
        }

        if (runs.Count == 0)
            WriteRow(csv, result.ImageId, default);
    }

    private static void WriteRow(CsvWriter csv, string imageId, ReadOnlySpan<byte> pixels)
    {
        csv.WriteField(imageId);
        csv.WriteField(pixels);
        csv.EndRecord();
    }
}
