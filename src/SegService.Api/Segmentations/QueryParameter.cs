using System.Globalization;

namespace SegService.Api.Segmentations;

internal enum ParameterType
{
    Text,
    Integer,
    Number,
    Flag,
}

/// <summary>One query parameter, described once for the reader, its problems and the OpenAPI document.</summary>
internal sealed record QueryParameter(string Name, ParameterType Type, string Description)
{
    public double? Minimum { get; init; }

    public double? Maximum { get; init; }

    /// <summary>A word that stands for "you choose", beside the numbers.</summary>
    public string? Word { get; init; }

    /// <summary>Null where the model's bundle or the request decides.</summary>
    public string? Default { get; init; }

    /// <summary>What is accepted, in words.</summary>
    public string Limit => Type switch
    {
        ParameterType.Flag => "true or false",
        ParameterType.Integer => $"a whole number from {Text(Minimum)} to {Text(Maximum)}",
        ParameterType.Number when Word is null => $"a number from {Text(Minimum)} to {Text(Maximum)}",
        ParameterType.Number => $"'{Word}' or a number from {Text(Minimum)} to {Text(Maximum)}",
        _ => "text",
    };

    private static string Text(double? number) => number?.ToString("0.##", CultureInfo.InvariantCulture) ?? "";
}
