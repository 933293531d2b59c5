using SegService.Pipeline;

namespace SegService.Api.Segmentations;

/// <summary>What can be wrong with a body before anyone looks for an image in it.</summary>
internal static class UploadFailures
{
    public const string Field = "image";

    public static Failure Empty => Invalid(Field, "The upload is empty: send the image's bytes as the body, or as the multipart/form-data field 'image'.");

    public static Failure Missing => Invalid(Field, "The form has no file field 'image'.");

    public static Failure Duplicate => Invalid(Field, "The form has more than one field 'image'; send one image a request.") with { Limit = "1 file" };

    public static Failure Malformed(string why) => Invalid(Field, $"The multipart/form-data body cannot be read: {why}");

    public static Failure UnknownField(string? name) =>
        Invalid(Shorten(name), "The form may hold one file field, 'image', and nothing else; parameters go into the query.") with { Limit = Field };

    public static Failure TooLarge(long limit, long? length) => new(FailureKind.TooLarge, $"The request's body has more than {limit} bytes.")
    {
        Field = Field, Limit = $"{limit} bytes", Value = length is null ? null : $"{length} bytes",
    };

    private static Failure Invalid(string field, string detail) => new(FailureKind.InvalidParameter, detail) { Field = field };

    private static string Shorten(string? name) => string.IsNullOrEmpty(name) ? "(unnamed)" : name[..Math.Min(name.Length, 64)];
}
