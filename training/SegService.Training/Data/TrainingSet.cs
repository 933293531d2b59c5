using System.IO.Compression;
using CsvHelper;
using OpenCvSharp;

namespace SegService.Training.Data;

/// <summary>The annotated images in Kaggle's layout, from stage1_train.zip or a folder, with folds.csv beside them.</summary>
internal static class TrainingSet
{
    /// <param name="folder">Holds folds.csv and either stage1_train.zip or one folder for each image.</param>
    /// <param name="wanted">Which images to read; the rest cost nothing.</param>
    /// <exception cref="InvalidDataException">An image listed in folds.csv is missing or unreadable.</exception>
    public static IReadOnlyList<TrainingImage> Load(string folder, Func<ImageEntry, bool> wanted)
    {
        var entries = ReadFolds(Path.Combine(folder, "folds.csv")).Where(wanted).ToArray();
        var zip = Path.Combine(folder, "stage1_train.zip");
        if (!File.Exists(zip))
            return [.. entries.Select(entry => Read(entry, FolderFiles(folder, entry.ImageId)))];

        using var archive = ZipFile.OpenRead(zip);
        var files = archive.Entries.Where(file => file.Name.EndsWith(".png", StringComparison.Ordinal))
            .ToLookup(file => file.FullName.Split('/')[^3]);
        return [.. entries.Select(entry => Read(entry, files[entry.ImageId].Select(ZipFileOf)))];
    }

    private static ImageEntry[] ReadFolds(string path)
    {
        using var csv = CsvReader.FromFile(path);
        return [.. csv.GetRecords<ImageEntry>()];
    }

    private static TrainingImage Read(ImageEntry entry, IEnumerable<(bool IsMask, byte[] Bytes)> files)
    {
        Mat? rgb = null, labels = null;
        var count = 0;
        foreach (var (isMask, bytes) in files.OrderBy(file => file.IsMask))
        {
            if (!isMask)
                rgb = DecodeRgb(bytes);
            else
                Draw(bytes, labels ??= new Mat(rgb!.Size(), MatType.CV_16UC1, Scalar.Black), ++count);
        }

        return rgb is null || labels is null
            ? throw new InvalidDataException($"{entry.ImageId}: image or masks are missing.")
            : new TrainingImage(entry.ImageId, entry.Modality, entry.Acquisition, entry.Fold, rgb, labels);
    }

    private static Mat DecodeRgb(byte[] png)
    {
        using var bgr = Cv2.ImDecode(png, ImreadModes.Color);
        return bgr.CvtColor(ColorConversionCodes.BGR2RGB);
    }

    private static void Draw(byte[] png, Mat labels, int label)
    {
        using var mask = Cv2.ImDecode(png, ImreadModes.Grayscale);
        labels.SetTo(new Scalar(label), mask);
    }

    private static IEnumerable<(bool, byte[])> FolderFiles(string folder, string id) =>
        new[] { "images", "masks" }.SelectMany(kind =>
            Directory.EnumerateFiles(Path.Combine(folder, id, kind), "*.png").Order(StringComparer.Ordinal)
                .Select(path => (kind == "masks", File.ReadAllBytes(path))));

    private static (bool, byte[]) ZipFileOf(ZipArchiveEntry file)
    {
        using var stream = file.Open();
        var bytes = new byte[file.Length];
        stream.ReadExactly(bytes);
        return (file.FullName.Contains("/masks/", StringComparison.Ordinal), bytes);
    }
}
