using System.Globalization;

namespace SegService.Pipeline.Decoding.Tiff;

/// <summary>The "ImageJ=" description: key=value lines; channels run fastest, then slices, then frames.</summary>
internal static class ImageJMetadata
{
    public static TiffPlanes? Planes(string description, int directories)
    {
        if (!int.TryParse(Value(description, "channels"), NumberStyles.None, CultureInfo.InvariantCulture, out var channels)
            || channels < 2 || directories % channels != 0)
            return null;
        return new([.. Enumerable.Range(0, directories / channels).Select(page => Enumerable.Range(page * channels, channels).ToArray())], true);
    }

    /// <summary>Micrometres in the unit the resolution tags count in; 0 where it is not a length.</summary>
    public static double UnitUm(string description) => LengthUnits.Um(Value(description, "unit"));

    private static string? Value(string description, string key)
    {
        if (!description.StartsWith("ImageJ=", StringComparison.Ordinal))
            return null;
        foreach (var line in description.EnumerateLines())
        {
            if (line.StartsWith(key) && line.Length > key.Length && line[key.Length] == '=')
                return line[(key.Length + 1)..].ToString();
        }

        return null;
    }
}
