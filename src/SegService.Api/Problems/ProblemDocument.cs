using System.Text.Json.Serialization;

namespace SegService.Api.Problems;

/// <summary>RFC 9457 problem details with the members this service adds. Members that do not apply are left out.</summary>
/// <param name="Type">Stable name of the kind of problem, to branch on.</param>
/// <param name="Title">The kind of problem in words, the same for every problem of its type.</param>
/// <param name="Status">The response's status code.</param>
/// <param name="Detail">What is wrong with this request.</param>
public sealed record ProblemDocument(string Type, string Title, int Status, string Detail)
{
    public const string MediaType = "application/problem+json";

    /// <summary>The field or parameter at fault, as the caller names it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Field { get; init; }

    /// <summary>The limit, range or choice that was not kept, with its unit.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Limit { get; init; }

    /// <summary>The offending value, shortened where it is long.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Value { get; init; }

    /// <summary>Finds the request in the service's log and traces.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TraceId { get; init; }
}
