using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using SegService.Api.Segmentations;

namespace SegService.Api.OpenApi;

/// <summary>A query parameter as OpenAPI says it, from the same description the reader uses.</summary>
internal static class ParameterSchemas
{
    public static OpenApiParameter Describe(QueryParameter parameter, IEnumerable<string>? choices = null) => new()
    {
        Name = parameter.Name,
        In = ParameterLocation.Query,
        Description = parameter.Minimum is null ? parameter.Description : $"{parameter.Description} Must be {parameter.Limit}.",
        Schema = Schema(parameter, choices),
    };

    private static OpenApiSchema Schema(QueryParameter parameter, IEnumerable<string>? choices)
    {
        var value = new OpenApiSchema { Type = Type(parameter.Type), Minimum = Text(parameter.Minimum), Maximum = Text(parameter.Maximum) };
        if (choices is not null)
            value.Enum = [.. choices.Select(choice => JsonValue.Create(choice))];
        var schema = parameter.Word is null ? value : new OpenApiSchema { AnyOf = [Word(parameter.Word), value] };
        schema.Default = Default(parameter);
        return schema;
    }

    private static OpenApiSchema Word(string word) => new() { Type = JsonSchemaType.String, Enum = [JsonValue.Create(word)] };

    private static JsonNode? Default(QueryParameter parameter) => parameter.Default is null ? null : parameter.Type switch
    {
        ParameterType.Flag => JsonValue.Create(bool.Parse(parameter.Default)),
        ParameterType.Integer => JsonValue.Create(int.Parse(parameter.Default, CultureInfo.InvariantCulture)),
        _ => JsonValue.Create(parameter.Default),
    };

    private static JsonSchemaType Type(ParameterType type) => type switch
    {
        ParameterType.Flag => JsonSchemaType.Boolean,
        ParameterType.Integer => JsonSchemaType.Integer,
        ParameterType.Number => JsonSchemaType.Number,
        _ => JsonSchemaType.String,
    };

    private static string? Text(double? number) => number?.ToString(CultureInfo.InvariantCulture);
}
