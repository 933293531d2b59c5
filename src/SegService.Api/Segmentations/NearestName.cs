namespace SegService.Api.Segmentations;

/// <summary>Suggests the known name a misspelt one most likely stands for.</summary>
internal static class NearestName
{
    private const int LongestName = 64;

    /// <summary>The known name within a third of its length in edits (Levenshtein, case ignored), or null.</summary>
    public static string? Find(string name, IEnumerable<string> known)
    {
        if (name.Length > LongestName)
            return null;
        var (nearest, edits) = known.Select(candidate => (candidate, Edits(name.ToLowerInvariant(), candidate.ToLowerInvariant()))).MinBy(pair => pair.Item2);
        return nearest is not null && edits <= Math.Max(1, nearest.Length / 3) ? nearest : null;
    }

    private static int Edits(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var replace = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replace, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
