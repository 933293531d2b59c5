using System.Buffers;
using System.Text.Json;
using SegService.Pipeline.Measurement;

namespace SegService.Pipeline.Encoding;

/// <summary>COCO annotations of one image, each mask as compressed run-length encoding.</summary>
public sealed class CocoEncoder : IResultEncoder
{
    private const int ImageNumber = 1;
    private const int NucleusCategory = 1;

    public string Format => "coco";

    public string MediaType => "application/json";

    public string FileExtension => ".json";

    public bool Negotiable => false;

    public bool ReadsPixels => false;

    public Failure? Check(SegmentationResult result) => null;

    public void Write(SegmentationResult result, Stream output)
    {
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        WriteImage(json, result);
        WriteAnnotations(json, result);
        WriteCategory(json);
        json.WriteEndObject();
    }

    private static void WriteImage(Utf8JsonWriter json, SegmentationResult result)
    {
        json.WriteStartArray("images");
        json.WriteStartObject();
        json.WriteNumber("id", ImageNumber);
        json.WriteString("file_name", result.ImageId);
        json.WriteNumber("width", result.Labels.Width);
        json.WriteNumber("height", result.Labels.Height);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteAnnotations(Utf8JsonWriter json, SegmentationResult result)
    {
        var (width, height) = (result.Labels.Width, result.Labels.Height);
        var runs = InstanceRuns.Of(result.Labels);
        var counts = new ArrayBufferWriter<byte>();
        json.WriteStartArray("annotations");
        foreach (var instance in result.Instances)
        {
            CocoRle.Write(runs[instance.Id], width * height, counts);
            json.WriteStartObject();
            WriteInstance(json, instance);
            json.WriteStartObject("segmentation");
            json.WriteNumbers("size", height, width);
            json.WriteString("counts", counts.WrittenSpan);
            json.WriteEndObject();
            json.WriteEndObject();
            json.FlushIfLarge();
        }

        json.WriteEndArray();
    }

    private static void WriteInstance(Utf8JsonWriter json, Instance instance)
    {
        json.WriteNumber("id", instance.Id);
        json.WriteNumber("image_id", ImageNumber);
        json.WriteNumber("category_id", NucleusCategory);
        json.WriteNumber("iscrowd", 0);
        json.WriteNumber("area", instance.Area);
        json.WriteNumbers("bbox", instance.Box.X, instance.Box.Y, instance.Box.Width, instance.Box.Height);
        json.WriteNumber("score", Math.Round(instance.Score, 4));
    }

    private static void WriteCategory(Utf8JsonWriter json)
    {
        json.WriteStartArray("categories");
        json.WriteStartObject();
        json.WriteNumber("id", NucleusCategory);
        json.WriteString("name", "nucleus");
        json.WriteEndObject();
        json.WriteEndArray();
    }
}
