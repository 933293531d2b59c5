namespace SegService.Pipeline.Encoding;

/// <summary>Every format a result can be written in.</summary>
public static class ResultFormats
{
    /// <summary>In the order in which an Accept header that fits several chooses.</summary>
    public static IReadOnlyList<IResultEncoder> All { get; } =
    [
        new JsonEncoder(),
        new CsvEncoder(),
        new LabelsPngEncoder(),
        new LabelsTiffEncoder(),
        new MasksZipEncoder(),
        new OverlayPngEncoder(),
        new GeoJsonEncoder(),
        new CocoEncoder(),
        new ImageJRoiEncoder(),
        new MeasurementsEncoder(),
        new ProbabilityEncoder(),
    ];

    /// <summary>The encoder of that name, whatever its case; null where there is none.</summary>
    public static IResultEncoder? Find(string format) =>
        All.FirstOrDefault(encoder => string.Equals(encoder.Format, format, StringComparison.OrdinalIgnoreCase));
}
