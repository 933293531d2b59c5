using CsvHelper;
using SegService.Pipeline.Encoding;
using SegService.Pipeline.Postprocessing;

namespace SegService.Pipeline.Evaluation;

/// <summary>Kaggle's CSV as truth: one row an instance, with the columns ImageId and EncodedPixels; others are ignored.</summary>
internal static class TruthTable
{
    private const string Id = "ImageId";
    private const string Pixels = "EncodedPixels";

    /// <summary>The header is within these.</summary>
    private const int HeaderBytes = 1024;

    /// <summary>A row costs more memory than the few bytes it may have in the upload.</summary>
    private const int MaxRows = 1_000_000;

    private static readonly CsvReaderOptions Strict = new()
    {
        Separator = ',',
        MalformedData = CsvMalformedDataHandling.Throw,
        FieldCountMismatch = CsvFieldCountHandling.Throw,
    };

    public static bool Recognises(ReadOnlySpan<byte> bytes) => bytes[..Math.Min(bytes.Length, HeaderBytes)].IndexOf("EncodedPixels"u8) >= 0;

    /// <summary>Memory is bounded by the upload and the image: pixels are painted once at most, and no run may leave the image.</summary>
    public static Outcome<LabelImage> Read(ReadOnlyMemory<byte> bytes, int width, int height, string? imageId)
    {
        try
        {
            if (!Rows(bytes).TryGet(out var rows, out var failure))
                return failure;
            var ids = rows.Select(row => row.ImageId).Distinct(StringComparer.Ordinal).ToArray();
            var chosen = ids.Length == 1 ? ids[0] : imageId;
            return ids.Contains(chosen, StringComparer.Ordinal)
                ? KaggleRle.Decode(width, height, rows.Where(row => row.ImageId == chosen).Select(row => row.EncodedPixels))
                : Invalid(ids.Length == 0 ? "The CSV has no row." : $"The CSV speaks of {ids.Length} images and of none by this image's id.");
        }
        catch (CsvFormatException malformed)
        {
            return new Failure(FailureKind.Unreadable, $"The CSV cannot be read: record {malformed.RecordNumber} is malformed.");
        }
    }

    private static Outcome<List<(string ImageId, string EncodedPixels)>> Rows(ReadOnlyMemory<byte> bytes)
    {
        using var csv = CsvReader.Create(bytes, Strict);
        if (!csv.TryGetFieldIndex(Id, out var id) || !csv.TryGetFieldIndex(Pixels, out var pixels))
            return Invalid($"The CSV's header must name the columns {Id} and {Pixels}.");
        var rows = new List<(string, string)>();
        while (csv.Read())
        {
            if (rows.Count == MaxRows)
                return new Failure(FailureKind.TooLarge, $"The CSV has more than {MaxRows} rows.") { Limit = $"{MaxRows} rows" };
            rows.Add((csv.GetString(id), csv.GetString(pixels)));
        }

        return rows;
    }

    private static Failure Invalid(string detail) => new(FailureKind.InvalidParameter, detail) { Limit = $"{Id},{Pixels}" };
}
