using SegService.Pipeline.Postprocessing;

namespace SegService.Pipeline.Evaluation;

/// <summary>
/// Images with their true instances in the layout of the 2018 Data Science Bowl, <c>[any/]ImageId/images/ImageId.png</c> and
/// <c>[any/]ImageId/masks/*.png</c>, in a folder or straight from a zip. Images are read one at a time, when asked for.
/// Thread-safe.
/// </summary>
public sealed class KaggleDataset : IDisposable
{
    private readonly FileTree _files;
    private readonly Dictionary<string, KaggleFolder> _folders;

    private KaggleDataset(FileTree files, Dictionary<string, KaggleFolder> folders)
    {
        (_files, _folders) = (files, folders);
        ImageIds = [.. folders.Keys.Order(StringComparer.Ordinal)];
    }

    /// <summary>In ordinal order, whatever the order of the archive.</summary>
    public IReadOnlyList<string> ImageIds { get; }

    /// <summary>Opens a zip or a folder; images without a masks folder are left out, as they have no truth.</summary>
    /// <exception cref="FileNotFoundException">There is neither a file nor a folder at the path.</exception>
    /// <exception cref="InvalidDataException">Not a zip, or no image with masks in it.</exception>
    public static KaggleDataset Open(string path)
    {
        var files = FileTree.Open(path);
        var folders = KaggleFolder.Find(files.Paths);
        if (folders.Count > 0)
            return new KaggleDataset(files, folders);
        files.Dispose();
        throw new InvalidDataException($"{path} holds no <ImageId>/images/<ImageId>.png with <ImageId>/masks/*.png beside it.");
    }

    /// <exception cref="KeyNotFoundException">No image of that id.</exception>
    /// <exception cref="InvalidDataException">A mask cannot be decoded, or differs from the others in size.</exception>
    public KaggleImage Read(string imageId)
    {
        var folder = _folders[imageId];
        return new KaggleImage(imageId, _files.Read(folder.Image!), MaskMerger.Merge(folder.Masks, _files.Read));
    }

    /// <summary>All images one after the other, by <see cref="ImageIds"/>.</summary>
    public IEnumerable<KaggleImage> Images() => ImageIds.Select(Read);

    public void Dispose() => _files.Dispose();
}

/// <summary>An image as its encoded bytes, and its true instances.</summary>
public sealed record KaggleImage(string ImageId, byte[] Image, LabelImage Truth);
