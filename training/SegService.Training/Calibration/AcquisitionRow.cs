using System.Globalization;
using SegService.Pipeline.Evaluation;
using SegService.Pipeline.Postprocessing;

namespace SegService.Training.Calibration;

/// <summary>What one way from maps to instances scores on acquisitions never seen.</summary>
internal sealed record AcquisitionRow(string Name, PostprocessingThresholds Thresholds, IReadOnlyDictionary<string, DatasetScore> Groups)
{
    /// <summary>The new-acquisition score: the mean over groups.</summary>
    public double Score => Groups.Values.Average(group => group.Score);

    public string Header => string.Join(',', ["name", "newAcquisition", .. Groups.Keys.SelectMany(group => new[] { group, "areaRatio" }), "thresholds"]);

    public string ToCsv() => string.Join(',', [Name, Number(Score), .. Groups.Values.SelectMany(group => new[] { Number(group.Score), Number(group.MedianAreaRatio) }), Text(Thresholds)]);

    private static string Number(double? value) => string.Create(CultureInfo.InvariantCulture, $"{value:F4}");

    private static string Text(PostprocessingThresholds at) => string.Create(CultureInfo.InvariantCulture,
        $"{at.MaskThreshold} {at.SeedThreshold} {at.MinArea} {at.MinScore} {at.MinRelativeArea}");
}
