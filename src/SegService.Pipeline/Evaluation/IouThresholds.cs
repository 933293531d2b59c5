using System.Globalization;

namespace SegService.Pipeline.Evaluation;

/// <summary>
/// The ten thresholds of the 2018 Data Science Bowl: 0.50, 0.55 ... 0.95. Kept in whole percent, so that a pair is compared
/// with a threshold in integers and 3 of 4 pixels is exactly 0.75.
/// </summary>
public static class IouThresholds
{
    public static IReadOnlyList<int> Percent { get; } = [50, 55, 60, 65, 70, 75, 80, 85, 90, 95];

    public static int Count => Percent.Count;

    /// <summary>"0.50" for index 0: the keys of reports and of the API.</summary>
    public static string Name(int index) => (Percent[index] / 100.0).ToString("0.00", CultureInfo.InvariantCulture);

    /// <summary>How many thresholds the pair exceeds. Strictly, as Kaggle counts a hit: an IoU of exactly 0.5 exceeds none.</summary>
    internal static int Passed(long intersection, long union)
    {
        var passed = 0;
        while (passed < Count && intersection * 100 > Percent[passed] * union)
            passed++;
        return passed;
    }
}
