using System.Text.RegularExpressions;
using SegService.Pipeline;

namespace SegService.Api.Segmentations;

/// <summary>
/// Image ids become zip paths, CSV cells and download names, so they are kept to letters, digits, dot, underscore and hyphen, and
/// begin with neither a dot (hidden files, "..") nor a hyphen (spreadsheet formulas).
/// </summary>
internal static partial class ImageIds
{
    public const int MaxLength = 128;
    public const string Rule = "1 to 128 characters of A-Z a-z 0-9 . _ -, beginning with a letter, digit or underscore";

    public static Failure? Check(string imageId) => Allowed().IsMatch(imageId) ? null :
        new Failure(FailureKind.InvalidParameter, $"'imageId' must be {Rule}.")
        {
            Field = "imageId", Limit = Rule, Value = imageId[..Math.Min(imageId.Length, MaxLength)],
        };

    /// <summary>The file's name without folders and extension, other characters replaced by an underscore; null if nothing is left.</summary>
    public static string? FromFileName(string? fileName)
    {
        if (string.IsNullOrEmpty(fileName))
            return null;
        var name = fileName[(fileName.LastIndexOfAny(['/', '\\', ':']) + 1)..];
        var stem = name.LastIndexOf('.') is > 0 and var dot ? name[..dot] : name;
        var clean = Forbidden().Replace(stem, "_").TrimStart('.', '-');
        return clean.Length == 0 ? null : clean[..Math.Min(clean.Length, MaxLength)];
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_][A-Za-z0-9._-]{0,127}\z")]
    private static partial Regex Allowed();

    [GeneratedRegex("[^A-Za-z0-9._-]")]
    private static partial Regex Forbidden();
}
