namespace SegService.Pipeline.Evaluation;

/// <summary>Where one image's file and its masks' files lie in a dataset.</summary>
internal sealed class KaggleFolder
{
    private readonly List<string> _masks = [];

    public string? Image { get; private set; }

    /// <summary>In ordinal order, which decides the few pixels that two masks claim.</summary>
    public IReadOnlyList<string> Masks => _masks;

    /// <summary>The folders that have an image and at least one mask, by image id.</summary>
    public static Dictionary<string, KaggleFolder> Find(IEnumerable<string> paths)
    {
        var folders = new Dictionary<string, KaggleFolder>(StringComparer.Ordinal);
        foreach (var path in paths.Order(StringComparer.Ordinal))
        {
            if (path.Split('/') is not [.., var imageId, var kind, var file])
                continue;
            if (kind == "images" && Path.GetFileNameWithoutExtension(file) == imageId)
                FolderOf(imageId).Image = path;
            else if (kind == "masks" && file.EndsWith(".png", StringComparison.OrdinalIgnoreCase))
                FolderOf(imageId)._masks.Add(path);
        }

        return folders.Where(folder => folder.Value is { Image: not null, Masks.Count: > 0 }).ToDictionary(StringComparer.Ordinal);

        KaggleFolder FolderOf(string imageId) =>
            folders.TryGetValue(imageId, out var folder) ? folder : folders[imageId] = new KaggleFolder();
    }
}
