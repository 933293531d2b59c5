using Microsoft.OpenApi;

namespace SegService.Api.OpenApi;

/// <summary>Uploads as OpenAPI says them.</summary>
internal static class FormSchemas
{
    /// <summary>A form of one file a field, all required.</summary>
    public static OpenApiSchema Files(IReadOnlyList<string> fields) => new()
    {
        Type = JsonSchemaType.Object,
        Required = fields.ToHashSet(),
        Properties = fields.ToDictionary(field => field, IOpenApiSchema (_) => Binary()),
    };

    public static OpenApiSchema Binary() => new() { Type = JsonSchemaType.String, Format = "binary" };
}
