using OpenCvSharp;
using SegService.Pipeline.Evaluation;
using SegService.Pipeline.Postprocessing;

namespace SegService.Training.Data;

/// <summary>The annotated images in Kaggle's layout, in memory.</summary>
internal static class TrainingSet
{
    private const string ZipName = "stage1_train.zip";

    /// <param name="folder">Holds folds.csv and either stage1_train.zip or one folder for each image.</param>
    /// <param name="wanted">Which images to read; the rest cost nothing.</param>
    /// <exception cref="InvalidDataException">An image or a mask cannot be decoded.</exception>
    public static IReadOnlyList<TrainingImage> Load(string folder, Func<FoldRow, bool> wanted)
    {
        var zip = Path.Combine(folder, ZipName);
        using var dataset = KaggleDataset.Open(File.Exists(zip) ? zip : folder);
        var folds = FoldTable.Read(Path.Combine(folder, FoldTable.FileName));
        return [.. dataset.ImageIds.Select(folds.Find).OfType<FoldRow>().Where(wanted).Select(row => Decode(row, dataset.Read(row.ImageId)))];
    }

    private static TrainingImage Decode(FoldRow row, KaggleImage image)
    {
        using var bgr = Cv2.ImDecode(image.Image, ImreadModes.Color);
        if (bgr.Empty())
            throw new InvalidDataException($"{row.ImageId} cannot be decoded.");
        return new TrainingImage(row.ImageId, row.Modality, row.Acquisition, row.Fold,
            bgr.CvtColor(ColorConversionCodes.BGR2RGB), LabelsOf(image.Truth));
    }

    private static Mat LabelsOf(LabelImage truth)
    {
        var labels = new Mat(truth.Height, truth.Width, MatType.CV_16UC1);
        var span = LabelMat.Span(labels);
        for (var i = 0; i < span.Length; i++)
            span[i] = checked((ushort)truth.Labels[i]);
        return labels;
    }
}
