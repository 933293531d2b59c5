using Microsoft.IO;
using SegService.Api.Server;
using SegService.Pipeline;

namespace SegService.Api.Segmentations;

/// <summary>The files of one request by their fields, which are all required; valid until disposed.</summary>
internal sealed class UploadForm(RecyclableMemoryStreamManager pool, ByteBudget budget, IReadOnlyList<string> fields) : IDisposable
{
    private readonly Dictionary<string, ImageUpload> _files = new(StringComparer.Ordinal);

    public ImageUpload this[string field] => _files[field];

    /// <summary>A field that no file was sent for; null where the form is complete.</summary>
    public Failure? Missing => fields.FirstOrDefault(name => !_files.ContainsKey(name)) is { } missing ? UploadFailures.Missing(missing) : null;

    /// <summary>The file to fill for a field, which is due and has none yet.</summary>
    public Outcome<ImageUpload> Open(string? field)
    {
        if (field is null || !fields.Contains(field))
            return UploadFailures.UnknownField(field, fields);
        if (_files.ContainsKey(field))
            return UploadFailures.Duplicate(field);
        return _files[field] = new ImageUpload(pool, budget);
    }

    /// <summary>Hands a file over: it is the caller's to dispose.</summary>
    public ImageUpload Take(string field) => _files.Remove(field, out var file) ? file : throw new ArgumentException("No such file.", nameof(field));

    public void Dispose()
    {
        foreach (var file in _files.Values)
            file.Dispose();
    }
}
