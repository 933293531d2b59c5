using System.Text.Json;
using System.Text.Json.Serialization;
using SegService.Pipeline.Models;

namespace SegService.Pipeline.Encoding;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ModelIdentity))]
[JsonSerializable(typeof(SegmentationParameters))]
internal sealed partial class ResultJson : JsonSerializerContext;

internal static class JsonDocuments
{
    // A big image's document is never held whole.
    private const int FlushBytes = 64 * 1024;

    /// <summary>Hands on what has been written; called between instances.</summary>
    public static void FlushIfLarge(this Utf8JsonWriter json)
    {
        if (json.BytesPending > FlushBytes)
            json.Flush();
    }

    public static void WriteNumbers(this Utf8JsonWriter json, string name, params ReadOnlySpan<double> numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers)
            json.WriteNumberValue(number);
        json.WriteEndArray();
    }
}
