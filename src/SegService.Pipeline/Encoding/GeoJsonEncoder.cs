using System.Text.Json;
using SegService.Pipeline.Encoding.Polygons;
using SegService.Pipeline.Measurement;

namespace SegService.Pipeline.Encoding;

/// <summary>
/// A FeatureCollection that QuPath imports as detections: polygons along the edges of the pixels, in pixels from the image's upper
/// left corner, that hold exactly the instance's pixels. An instance in several parts is a MultiPolygon.
/// </summary>
public sealed class GeoJsonEncoder : IResultEncoder
{
    public string Format => "geojson";

    public string MediaType => "application/geo+json";

    public string FileExtension => ".geojson";

    public bool Negotiable => true;

    public Failure? Check(SegmentationResult result) => null;

    public void Write(SegmentationResult result, Stream output)
    {
        var polygons = InstancePolygons.Trace(result.Labels);
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteString("type", "FeatureCollection");
        json.WriteStartArray("features");
        var table = MeasurementTable.Of(result);
        foreach (var row in table.Rows)
        {
            json.WriteStartObject();
            json.WriteString("type", "Feature");
            json.WriteNumber("id", row.Instance.Id);
            WriteGeometry(json, polygons[row.Instance.Id - 1]);
            WriteProperties(json, table, row);
            json.WriteEndObject();
            json.FlushIfLarge();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteGeometry(Utf8JsonWriter json, IReadOnlyList<PixelPolygon> polygons)
    {
        var single = polygons.Count == 1;
        json.WriteStartObject("geometry");
        json.WriteString("type", single ? "Polygon" : "MultiPolygon");
        json.WritePropertyName("coordinates");
        if (!single)
            json.WriteStartArray();
        foreach (var polygon in polygons)
            WritePolygon(json, polygon);
        if (!single)
            json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WritePolygon(Utf8JsonWriter json, PixelPolygon polygon)
    {
        json.WriteStartArray();
        WriteRing(json, polygon.Outer);
        foreach (var hole in polygon.Holes)
            WriteRing(json, hole);
        json.WriteEndArray();
    }

    private static void WriteRing(Utf8JsonWriter json, IReadOnlyList<Corner> ring)
    {
        json.WriteStartArray();
        foreach (var corner in ring)
            WriteCorner(json, corner);
        WriteCorner(json, ring[0]);
        json.WriteEndArray();
    }

    private static void WriteCorner(Utf8JsonWriter json, Corner corner)
    {
        json.WriteStartArray();
        json.WriteNumberValue(corner.X);
        json.WriteNumberValue(corner.Y);
        json.WriteEndArray();
    }

    private static void WriteProperties(Utf8JsonWriter json, MeasurementTable table, InstanceMeasurements row)
    {
        json.WriteStartObject("properties");
        json.WriteString("objectType", "detection");
        json.WriteString("name", $"nucleus {row.Instance.Id}");
        json.WriteStartObject("measurements");
        foreach (var column in table.Columns.Where(column => !column.IsPosition))
        {
            json.WritePropertyName(column.Name);
            json.WriteRawValue(column.Text(row));
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
