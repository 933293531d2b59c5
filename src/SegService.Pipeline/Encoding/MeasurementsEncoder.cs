using CsvHelper;
using SegService.Pipeline.Measurement;

namespace SegService.Pipeline.Encoding;

/// <summary>
/// One row an instance, lengths in pixels: what <see cref="Instance"/>, <see cref="InstanceShape"/> and
/// <see cref="ChannelIntensity"/> define, the intensities of every channel with its number behind the name.
/// </summary>
public sealed class MeasurementsEncoder : IResultEncoder
{
    public string Format => "measurements";

    public string MediaType => "text/csv";

    public string FileExtension => ".csv";

    public bool Negotiable => false;

    public Failure? Check(SegmentationResult result) => null;

    public void Write(SegmentationResult result, Stream output)
    {
        var table = MeasurementTable.Of(result);
        using var csv = CsvWriter.Create(output, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true);
        csv.WriteHeader([.. table.Columns.Select(column => column.Name)]);
        foreach (var row in table.Rows)
        {
            foreach (var column in table.Columns)
                csv.WriteField(column.Text(row));
            csv.EndRecord();
        }
    }
}
