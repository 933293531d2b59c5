namespace SegService.Pipeline.Encoding;

internal static class ZipNames
{
    private static readonly char[] Unsafe = ['/', '\\', ':', '*', '?', '"', '<', '>', '|'];

    /// <summary>An image id as one harmless folder name: whatever unpacks the archive stays inside its target.</summary>
    public static string Safe(string imageId)
    {
        var name = new string([.. imageId.Select(c => char.IsControl(c) || Unsafe.Contains(c) ? '_' : c)]);
        return name.Trim('.', ' ') is { Length: > 0 } trimmed ? trimmed : "image";
    }
}
