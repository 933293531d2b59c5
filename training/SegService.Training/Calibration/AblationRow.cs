using System.Globalization;
using SegService.Pipeline.Evaluation;

namespace SegService.Training.Calibration;

/// <summary>What one way from maps to instances scores, with the thresholds best for it.</summary>
internal sealed record AblationRow(string Name, DatasetScore Score)
{
    public const string Header = "name,score,ap50,ap75,ap90,areaRatio,merges,splits";

    public string ToCsv() => string.Create(CultureInfo.InvariantCulture,
        $"{Name},{Score.Score:F4},{Score.Ap[0]:F4},{Score.Ap[5]:F4},{Score.Ap[8]:F4},{Score.MedianAreaRatio:F3},{Score.Merges},{Score.Splits}");
}
