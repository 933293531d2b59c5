using SegService.Pipeline.Encoding;

namespace SegService.Api.Segmentations;

/// <summary>What a result is saved as: cells.csv, cells-labels.png, cells-masks.zip.</summary>
internal static class DownloadName
{
    public static string Of(string imageId, IResultEncoder encoder)
    {
        var extension = encoder.FileExtension.TrimStart('.');
        if (encoder.Format == extension)
            return $"{imageId}{encoder.FileExtension}";
        var kind = encoder.MediaType[(encoder.MediaType.IndexOf('/', StringComparison.Ordinal) + 1)..];
        return $"{imageId}-{Trim(Trim(encoder.Format, $"-{extension}"), $"-{kind}")}{encoder.FileExtension}";
    }

    private static string Trim(string text, string end) => text.EndsWith(end, StringComparison.Ordinal) ? text[..^end.Length] : text;
}
