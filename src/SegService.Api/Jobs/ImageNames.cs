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

    public string Next(string? fileName, string sha256)
    {
        var name = ImageIds.FromFileName(fileName) ?? sha256;
        var unique = name;
        while (!_uses.TryAdd(unique, 1))
        {
            var suffix = string.Create(CultureInfo.InvariantCulture, $"-{++_uses[name]}");
            unique = name[..Math.Min(name.Length, ImageIds.MaxLength - suffix.Length)] + suffix;
        }

        return unique;
    }
}
