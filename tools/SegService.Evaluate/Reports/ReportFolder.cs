using System.Globalization;
using System.Text.Json;
using OpenCvSharp;
using SegService.Evaluate.Scoring;
using SegService.Pipeline.Decoding;

namespace SegService.Evaluate.Reports;

/// <summary>Writes report.json, report.md, the plot and the overlays of the worst images.</summary>
internal static class ReportFolder
{
    private const string Overlays = "worst";

    public static void Write(string folder, Report report, IReadOnlyList<WorstImage> worst)
    {
        var overlays = Directory.CreateDirectory(Path.Combine(folder, Overlays));
        foreach (var old in overlays.EnumerateFiles("*.png"))
            old.Delete();
        string[] pictures = [.. worst.Select((image, index) => $"{Overlays}/{FileName(image, index + 1)}")];
        foreach (var (image, path) in worst.Zip(pictures))
            Draw(image, Path.Combine(folder, path));

        ScorePlot.Save(folder, report);
        File.WriteAllText(Path.Combine(folder, "report.json"), JsonSerializer.Serialize(report, ReportJson.Default.Report) + "\n");
        File.WriteAllLines(Path.Combine(folder, "report.md"), ReportText.Markdown(report, pictures));
    }

    private static string FileName(WorstImage image, int rank) =>
        string.Create(CultureInfo.InvariantCulture, $"{rank:D2}-{image.Scored.Score.Score:F3}-{image.Scored.ImageId}.png");

    /// <summary>An image that cannot be decoded has its reason in the report instead.</summary>
    private static void Draw(WorstImage image, string path)
    {
        if (!new ImageDecoder(new DecodingLimits()).Decode(image.Image.Image).TryGet(out var decoded, out _))
            return;
        using (decoded)
        {
            using var sheet = ComparisonOverlay.Draw(decoded.Rgb, image.Image.Truth, image.Labels);
            Cv2.CvtColor(sheet, sheet, ColorConversionCodes.RGB2BGR);
            Cv2.ImWrite(path, sheet);
        }
    }
}
