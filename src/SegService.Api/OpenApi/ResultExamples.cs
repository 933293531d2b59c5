using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using SegService.Api.Segmentations;
using SegService.Pipeline.Encoding;

namespace SegService.Api.OpenApi;

/// <summary>
/// Real documents, one a format, of the committed image nuclei.png: written by the encoders themselves and held up to date by a
/// test. Text is shown in the API explorer; pictures and archives are linked.
/// </summary>
internal static class ResultExamples
{
    public const string Path = "/swagger/examples";
    public const string Image = "nuclei.png";

    public static string FileName(IResultEncoder encoder) => DownloadName.Of("nuclei", encoder);

    public static Stream? Open(string fileName) => typeof(ResultExamples).Assembly.GetManifestResourceStream(fileName);

    public static OpenApiExample Of(IResultEncoder encoder) => IsText(encoder)
        ? new OpenApiExample { Summary = encoder.Format, Value = Text(encoder) }
        : new OpenApiExample { Summary = encoder.Format, ExternalValue = Link(encoder) };

    public static string Link(IResultEncoder encoder) => $"{Path}/{FileName(encoder)}";

    public static void MapExamples(this IEndpointRouteBuilder app) => app.MapGet($"{Path}/{{fileName}}", (string fileName, IReadOnlyList<IResultEncoder> encoders) =>
    {
        var mediaType = fileName == Image ? "image/png" : encoders.FirstOrDefault(encoder => FileName(encoder) == fileName)?.MediaType;
        return mediaType is not null && Open(fileName) is { } document ? Results.Stream(document, mediaType) : Results.NotFound();
    }).ExcludeFromDescription();

    private static bool IsText(IResultEncoder encoder) => IsJson(encoder) || encoder.MediaType.StartsWith("text/", StringComparison.Ordinal);

    private static bool IsJson(IResultEncoder encoder) => encoder.MediaType.EndsWith("json", StringComparison.Ordinal);

    private static JsonNode? Text(IResultEncoder encoder)
    {
        using var document = Open(FileName(encoder)) ?? throw new InvalidOperationException($"The example of {encoder.Format} is not in the assembly.");
        using var reader = new StreamReader(document);
        var text = reader.ReadToEnd();
        return IsJson(encoder) ? JsonNode.Parse(text) : JsonValue.Create(text);
    }
}
