using System.Text.Json;
using System.Text.Json.Serialization;
using SegService.Jobs.Calls;
using SegService.Pipeline;

namespace SegService.Api.Workers;

/// <summary>How an image is to be segmented: what a call carries beside its bytes.</summary>
internal sealed record CallOptions(string Model, string? ImageId, SegmentationParameters Parameters)
{
    public string ToText() => JsonSerializer.Serialize(this, CallTexts.Default.CallOptions);

    public static CallOptions Parse(string text) => JsonSerializer.Deserialize(text, CallTexts.Default.CallOptions)!;
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CallOptions))]
[JsonSerializable(typeof(Failure))]
internal sealed partial class CallTexts : JsonSerializerContext
{
    public static CallAnswer Write(Failure failure) => new(Succeeded: false, JsonSerializer.SerializeToUtf8Bytes(failure, Default.Failure));

    public static Failure ReadFailure(CallAnswer answer) => JsonSerializer.Deserialize(answer.Content.Span, Default.Failure)!;
}
