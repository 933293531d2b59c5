using System.IO.Compression;

namespace SegService.Pipeline.Evaluation;

/// <summary>Files by relative path (with '/'), in a folder or in a zip that is never unpacked. Thread-safe.</summary>
internal sealed class FileTree : IDisposable
{
    private readonly Func<string, byte[]> _read;
    private readonly IDisposable? _owned;

    private FileTree(IReadOnlyCollection<string> paths, Func<string, byte[]> read, IDisposable? owned = null) =>
        (Paths, _read, _owned) = (paths, read, owned);

    public IReadOnlyCollection<string> Paths { get; }

    /// <exception cref="FileNotFoundException">There is neither a file nor a folder at the path.</exception>
    /// <exception cref="InvalidDataException">The file is not a zip.</exception>
    public static FileTree Open(string path) => Directory.Exists(path) ? OfFolder(path) : OfZip(path);

    public byte[] Read(string path) => _read(path);

    public void Dispose() => _owned?.Dispose();

    private static FileTree OfFolder(string root) => new(
        [.. Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(root, file).Replace(Path.DirectorySeparatorChar, '/'))],
        path => File.ReadAllBytes(Path.Combine(root, path)));

    private static FileTree OfZip(string path)
    {
        var zip = ZipFile.OpenRead(path);
        var gate = new Lock();
        return new FileTree([.. zip.Entries.Select(entry => entry.FullName)], Read, zip);

        byte[] Read(string name)
        {
            lock (gate) // an archive has one position in its stream
            {
                var entry = zip.GetEntry(name) ?? throw new FileNotFoundException($"{path} has no {name}.");
                var bytes = new byte[entry.Length];
                using var content = entry.Open();
                content.ReadExactly(bytes);
                return bytes;
            }
        }
    }
}
