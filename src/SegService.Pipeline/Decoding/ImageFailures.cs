using System.Globalization;

namespace SegService.Pipeline.Decoding;

/// <summary>The ways an upload is refused, worded once.</summary>
internal static class ImageFailures
{
    public static Failure Unreadable(string detail) => new(FailureKind.Unreadable, detail) { Field = "image" };

    public static Failure Truncated(ImageFormat format) =>
        Unreadable($"The {format.ToString().ToUpperInvariant()} file is truncated or damaged: its data ends before the image does.");

    public static Failure Unsupported(string detail) => new(FailureKind.UnsupportedFormat, detail) { Field = "image" };

    public static Failure TooLarge(string what, long value, long limit) =>
        new(FailureKind.TooLarge, Text($"The image has {value} {what}; at most {limit} are accepted."))
        {
            Field = "image", Limit = Text($"{limit} {what}"), Value = Text($"{value} {what}"),
        };

    public static Failure OutOfRange(string field, int value, int count) =>
        new(FailureKind.InvalidParameter, Text($"The image has {count} {field}{(count == 1 ? "" : "s")}, counted from 0; {field} {value} is not one of them."))
        {
            Field = field, Limit = Text($"0 to {count - 1}"), Value = Text($"{value}"),
        };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
