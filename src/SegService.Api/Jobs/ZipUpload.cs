using System.IO.Compression;
using SegService.Pipeline;

namespace SegService.Api.Jobs;

/// <summary>
/// A zip file of images. Its table of contents is at its end, so the file is laid aside first; what its entries claim to be is
/// never believed: bytes are counted as they are unpacked.
/// </summary>
internal static class ZipUpload
{
    /// <summary>How a zip file begins: with an entry, or, where it has none, with its end.</summary>
    private static readonly byte[][] Signatures = [[0x50, 0x4b, 3, 4], [0x50, 0x4b, 5, 6]];

    /// <summary>A generous share of the table of contents for one image: its header is 46 bytes, its path a few dozen.</summary>
    private const int DirectoryBytesPerImage = 1024;

    private const int OtherDirectoryBytes = 1024 * 1024;

    public static bool Recognises(ReadOnlySpan<byte> start)
    {
        foreach (var signature in Signatures)
        {
            if (start.StartsWith(signature))
                return true;
        }

        return false;
    }

    /// <summary>Adds every image of the archive; null when all went well.</summary>
    public static async Task<Failure?> AddAsync(string? name, Stream content, JobImages images, CancellationToken cancellationToken)
    {
        await using var file = LayAside();
        await content.CopyToAsync(file, cancellationToken);
        file.Position = 0;
        await using var bounded = new BoundedStream(file, OtherDirectoryBytes + ((long)images.Most * DirectoryBytesPerImage));
        try
        {
            using var zip = new ZipArchive(bounded, ZipArchiveMode.Read);
            var entries = zip.Entries;
            bounded.Lift();
            foreach (var entry in entries.Where(IsWanted))
            {
                await using var image = entry.IsEncrypted ? throw new InvalidDataException() : entry.Open();
                if (await images.AddAsync(entry.FullName, image, cancellationToken) is { } failure)
                    return failure;
            }

            return null;
        }
        catch (InvalidDataException)
        {
            return bounded.IsExceeded ? JobFailures.ManyEntries(name, images.Most) : JobFailures.MalformedZip(name);
        }
    }

    /// <summary>Neither a folder nor what file managers leave behind (.DS_Store, __MACOSX, Thumbs.db).</summary>
    private static bool IsWanted(ZipArchiveEntry entry) => entry.Name.Length > 0 && entry.Name[0] != '.'
        && entry.Name is not ("Thumbs.db" or "desktop.ini") && !entry.FullName.StartsWith("__MACOSX/", StringComparison.Ordinal);

    /// <summary>A file that is gone as soon as it is closed, however the process ends.</summary>
    private static FileStream LayAside()
    {
        var path = Path.Combine(Path.GetTempPath(), $"segservice-{Guid.NewGuid():N}.zip");
        var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Delete, bufferSize: 64 * 1024, FileOptions.DeleteOnClose);
        if (!OperatingSystem.IsWindows())
            File.Delete(path);
        return file;
    }
}
