namespace SegService.Pipeline.Measurement;

/// <summary>One row an instance, in the order of their ids; the same columns in every format that has them.</summary>
public sealed class MeasurementTable
{
    private MeasurementTable(IReadOnlyList<MeasurementColumn> columns, IReadOnlyList<InstanceMeasurements> rows) =>
        (Columns, Rows) = (columns, rows);

    public IReadOnlyList<MeasurementColumn> Columns { get; }

    public IReadOnlyList<InstanceMeasurements> Rows { get; }

    public static MeasurementTable Of(SegmentationResult result)
    {
        var samples = result.Image.Samples;
        // A chosen channel keeps the number it was asked for by.
        var first = result.Parameters.Channel ?? 0;
        return new MeasurementTable(MeasurementColumn.All(first, samples.Channels()),
            TableMeasurer.Measure(result.Labels, result.Instances, samples));
    }
}
