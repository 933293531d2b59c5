using System.Text.Json;
using System.Text.Json.Serialization;
using SegService.Pipeline.Models;

namespace SegService.Pipeline.Encoding;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ModelIdentity))]
[JsonSerializable(typeof(SegmentationParameters))]
internal sealed partial class ResultJson : JsonSerializerContext;

internal static class JsonNumbers
{
    public static void WriteNumbers(this Utf8JsonWriter json, string name, params ReadOnlySpan<double> numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers)
            json.WriteNumberValue(number);
        json.WriteEndArray();
    }
}
