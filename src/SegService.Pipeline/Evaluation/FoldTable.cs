using System.Globalization;
using CsvHelper;

namespace SegService.Pipeline.Evaluation;

/// <summary>What folds.csv says of one image.</summary>
/// <param name="ImageId">Name of the image's folder.</param>
/// <param name="Modality">fluorescence, histology, brightfield or colour-dark.</param>
/// <param name="Acquisition">Images of one group come from the same kind of microscope work.</param>
/// <param name="Fold">The fold this image is held out in.</param>
[CsvRecord]
public sealed partial record FoldRow(string ImageId, string Modality, string Acquisition, int Fold);

/// <summary>folds.csv by image id: a CSV with at least the columns ImageId, modality, acquisition and fold.</summary>
public sealed class FoldTable
{
    public const string FileName = "folds.csv";

    private readonly Dictionary<string, FoldRow> _rows;

    private FoldTable(IEnumerable<FoldRow> rows) => _rows = rows.ToDictionary(row => row.ImageId, StringComparer.Ordinal);

    public IReadOnlyCollection<FoldRow> Rows => _rows.Values;

    /// <exception cref="InvalidDataException">A column is missing, or a value is not of its kind.</exception>
    public static FoldTable Read(string path)
    {
        try
        {
            using var csv = CsvReader.FromFile(path, new CsvReaderOptions { Separator = ',' });
            return new FoldTable(csv.GetRecords<FoldRow>());
        }
        catch (Exception fault) when (fault is CsvFormatException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InvalidDataException($"{path} is not a table of folds: {fault.Message}", fault);
        }
    }

    public static void Write(string path, IEnumerable<FoldRow> rows)
    {
        using var csv = CsvWriter.ToFile(path);
        csv.WriteHeader([nameof(FoldRow.ImageId), "modality", "acquisition", "fold"]);
        foreach (var row in rows)
            csv.WriteRecord([row.ImageId, row.Modality, row.Acquisition, row.Fold.ToString(CultureInfo.InvariantCulture)]);
    }

    /// <summary>The table beside a dataset's zip, or in or beside its folder; null where there is none.</summary>
    public static FoldTable? FindBeside(string datasetPath)
    {
        var path = Path.GetFullPath(datasetPath);
        return new[] { path, Path.GetDirectoryName(path) }
            .OfType<string>()
            .Select(folder => Path.Combine(folder, FileName))
            .Where(File.Exists)
            .Select(Read)
            .FirstOrDefault();
    }

    public FoldRow? Find(string imageId) => _rows.GetValueOrDefault(imageId);
}
