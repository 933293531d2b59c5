using SegService.Api.Problems;
using SegService.Pipeline;

namespace SegService.Api.Segmentations;

/// <summary>What can be wrong with a body before anyone looks for an image in it.</summary>
internal static class UploadFailures
{
    public const string Field = "image";

    public static Failure Empty => Invalid(Field, "The upload is empty: send the image's bytes as the body, or as the multipart/form-data field 'image'.");

    public static Failure NoForm(IEnumerable<string> fields) =>
        Invalid("Content-Type", $"The body must be multipart/form-data with {Named(fields)}.") with { Limit = "multipart/form-data" };

    public static Failure EmptyFile(string field) => Invalid(field, $"The file '{field}' is empty.");

    public static Failure Missing(string field) => Invalid(field, $"The form has no file field '{field}'.");

    public static Failure Duplicate(string field) => Invalid(field, $"The form has more than one field '{field}'; send one {field} a request.") with { Limit = "1 file" };

    public static Failure Malformed(string why) => Invalid(Field, $"The multipart/form-data body cannot be read: {why}");

    public static Failure UnknownField(string? name, IReadOnlyList<string> fields) =>
        Invalid(Shorten(name), $"The form may hold {Named(fields)} and nothing else; parameters go into the query.") with { Limit = string.Join(", ", fields) };

    public static Failure TooLarge(long limit, long? length) => new(FailureKind.TooLarge, $"The request's body has more than {limit} bytes.")
    {
        Field = Field, Limit = $"{limit} bytes", Value = length is null ? null : $"{length} bytes",
    };

    /// <summary>A name a caller chose, as failures show it.</summary>
    public static string Shorten(string? name) => string.IsNullOrEmpty(name) ? "(unnamed)" : Excerpt.Of(name);

    private static Failure Invalid(string field, string detail) => new(FailureKind.InvalidParameter, detail) { Field = field };

    private static string Named(IEnumerable<string> fields) =>
        string.Join(" and ", fields.Select((field, index) => index == 0 ? $"one file field '{field}'" : $"one '{field}'"));
}
