using System.Globalization;
using SegService.Api.Segmentations;

namespace SegService.Api.Jobs;

/// <summary>
/// Image ids that differ within a job, whatever the case, so that a submission's rows and an archive's entries do too: a name
/// that was there before gets <c>-2</c>, <c>-3</c>, ... at its end.
/// </summary>
internal sealed class ImageNames
{
    private readonly Dictionary<string, int> _uses = new(StringComparer.OrdinalIgnoreCase);

    public string Next(string? fileName, string sha256) => Unique(ImageIds.FromFileName(fileName) ?? sha256);

    /// <summary>One page of a file: <c>-page</c> and its number, as many digits as the last one's, so that names sort as pages do.</summary>
    public string NextPage(string? fileName, string sha256, int page, int pages)
    {
        var digits = (pages - 1).ToString(CultureInfo.InvariantCulture).Length;
        return Unique(Ended(ImageIds.FromFileName(fileName) ?? sha256, $"-page{page.ToString($"D{digits}", CultureInfo.InvariantCulture)}"));
    }

    private string Unique(string name)
    {
        var unique = name;
        while (!_uses.TryAdd(unique, 1))
            unique = Ended(name, string.Create(CultureInfo.InvariantCulture, $"-{++_uses[name]}"));
        return unique;
    }

    private static string Ended(string name, string end) => name[..Math.Min(name.Length, ImageIds.MaxLength - end.Length)] + end;
}
