using SegService.Pipeline.Evaluation;

namespace SegService.Evaluate.Data;

/// <summary>The annotated images a path means, and their folds where there are any.</summary>
internal sealed class DataFolder : IDisposable
{
    private const string ZipName = "stage1_train.zip";

    private DataFolder(KaggleDataset images, FoldTable? folds) => (Images, Folds) = (images, folds);

    public KaggleDataset Images { get; }

    public FoldTable? Folds { get; }

    /// <param name="path">A zip, a folder of image folders, or a folder with stage1_train.zip.</param>
    /// <exception cref="IOException">There is nothing at the path.</exception>
    /// <exception cref="InvalidDataException">It holds no annotated images, or its folds.csv is damaged.</exception>
    public static DataFolder Open(string path)
    {
        var zip = Path.Combine(path, ZipName);
        return new DataFolder(KaggleDataset.Open(File.Exists(zip) ? zip : path), FoldTable.FindBeside(path));
    }

    public void Dispose() => Images.Dispose();
}
