using System.Buffers;
using System.Text.Json;
using SegService.Pipeline.Decoding;
using SegService.Pipeline.Measurement;

namespace SegService.Pipeline.Encoding;

/// <summary>The result as one JSON document, with each instance's pixels as Kaggle run-length encoding.</summary>
public sealed class JsonEncoder : IResultEncoder
{
    public string Format => "json";

    public string MediaType => "application/json";

    public string FileExtension => ".json";

    public bool Negotiable => true;

    public bool ReadsPixels => false;

    public Failure? Check(SegmentationResult result) => null;

    public void Write(SegmentationResult result, Stream output)
    {
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteString("id", result.Id);
        json.WriteString("imageId", result.ImageId);
        json.WritePropertyName("model");
        JsonSerializer.Serialize(json, result.Model, ResultJson.Default.ModelIdentity);
        json.WritePropertyName("parameters");
        JsonSerializer.Serialize(json, result.Parameters, ResultJson.Default.SegmentationParameters);
        WriteImage(json, result.Image.Info, result.ImageSha256);
        json.WriteNumber("count", result.Labels.Count);
        WriteInstances(json, result);
        WriteTimings(json, result.Timings);
        json.WriteEndObject();
    }

    private static void WriteImage(Utf8JsonWriter json, ImageInfo image, string sha256)
    {
        json.WriteStartObject("image");
        json.WriteNumber("width", image.Width);
        json.WriteNumber("height", image.Height);
        json.WriteNumber("channels", image.Channels);
        json.WriteNumber("bitDepth", image.BitDepth);
        json.WriteNumber("pages", image.Pages);
        json.WriteString("sha256", sha256);
        if (image.PixelSizeUm is { } size)
            json.WriteNumber("pixelSizeUm", size);
        else
            json.WriteNull("pixelSizeUm");
        json.WriteEndObject();
    }

    private static void WriteInstances(Utf8JsonWriter json, SegmentationResult result)
    {
        var runs = KaggleRle.Encode(result.Labels);
        var text = new ArrayBufferWriter<byte>();
        json.WriteStartArray("instances");
        foreach (var instance in result.Instances)
        {
            KaggleRle.Write(runs[instance.Id], text);
            WriteInstance(json, instance, text.WrittenSpan);
            json.FlushIfLarge();
        }

        json.WriteEndArray();
    }

    private static void WriteInstance(Utf8JsonWriter json, Instance instance, ReadOnlySpan<byte> rle)
    {
        json.WriteStartObject();
        json.WriteNumber("id", instance.Id);
        json.WriteString("rle", rle);
        json.WriteNumber("area", instance.Area);
        json.WriteNumbers("bbox", instance.Box.X, instance.Box.Y, instance.Box.Width, instance.Box.Height);
        json.WriteNumbers("centroid", Math.Round(instance.CentroidX, 3), Math.Round(instance.CentroidY, 3));
        json.WriteNumber("score", Math.Round(instance.Score, 4));
        json.WriteEndObject();
    }

    private static void WriteTimings(Utf8JsonWriter json, StageTimings timings)
    {
        json.WriteStartObject("timings");
        foreach (var (stage, milliseconds) in timings.Milliseconds)
            json.WriteNumber(stage, Math.Round(milliseconds, 2));
        json.WriteEndObject();
    }
}
