using System.IO.Compression;
using System.Text.Json;

namespace SegService.Pipeline.Archiving;

/// <summary>Results as bytes to keep, compact and readable by anyone: <c>brotli -d | jq</c>.</summary>
public static class ResultArchive
{
    public static byte[] Write(SegmentationResult result)
    {
        using var bytes = new MemoryStream();
        using (var compressed = new BrotliStream(bytes, CompressionLevel.Optimal, leaveOpen: true))
            JsonSerializer.Serialize(compressed, ArchivedResult.Of(result), ArchiveJson.Default.ArchivedResult);
        return bytes.ToArray();
    }

    /// <exception cref="InvalidDataException">Not an archive of a version this program reads.</exception>
    public static async Task<ArchivedResult> ReadAsync(Stream archive, CancellationToken cancellationToken)
    {
        await using var bytes = new BrotliStream(archive, CompressionMode.Decompress, leaveOpen: true);
        var result = await JsonSerializer.DeserializeAsync(bytes, ArchiveJson.Default.ArchivedResult, cancellationToken).ConfigureAwait(false);
        return result?.Version == ArchivedResult.CurrentVersion ? result
            : throw new InvalidDataException($"The archived result has version {result?.Version}; this program reads {ArchivedResult.CurrentVersion}.");
    }
}
