namespace SegService.Api.Problems;

/// <summary>What a caller sent, as problems show it: its beginning, for it may be of any length.</summary>
internal static class Excerpt
{
    /// <summary>UTF-16 units, without the ellipsis.</summary>
    public const int MaxLength = 64;

    public static string Of(string text)
    {
        if (text.Length <= MaxLength)
            return text;
        var end = char.IsHighSurrogate(text[MaxLength - 1]) ? MaxLength - 1 : MaxLength; // Half a character is none.
        return $"{text[..end]}…";
    }
}
