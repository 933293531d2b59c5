using BenchmarkDotNet.Reports;
using SegService.Benchmarks.Figures;

namespace SegService.Benchmarks.Stages;

/// <summary>What is made of BenchmarkDotNet's summaries.</summary>
internal static class StageFigures
{
    /// <summary>Each stage's time, and how many times longer Python takes.</summary>
    public static IEnumerable<Figure> Compared(Summary summary) => summary.Reports
        .GroupBy(report => (Stage: report.BenchmarkCase.Descriptor.Categories[0], Side: Side(report)))
        .SelectMany(group =>
        {
            var (ours, theirs) = (group.Single(IsOurs), group.Single(report => !IsOurs(report)));
            var stage = $"{group.Key.Stage} {group.Key.Side} x {group.Key.Side}";
            return new[] { Time(stage, ours), Time($"{stage}, Python", theirs), Ratio($"{stage}: Python/SegService", theirs, ours, Goal(group.Key)) };
        });

    /// <summary>How the time per pixel grows, and the share of the network's time.</summary>
    public static IEnumerable<Figure> Large(Summary large, Summary network)
    {
        var (kernel, onnxRuntime) = (Of(network, nameof(NetworkOfOneImage.Kernel)), Of(network, nameof(NetworkOfOneImage.OnnxRuntime)));
        yield return Time("network of 1024 x 1024", kernel);
        yield return Time("network of 1024 x 1024, ONNX Runtime", onnxRuntime);
        yield return Time("network of 1024 x 1024, 8 bits", Of(network, nameof(NetworkOfOneImage.EightBits)));
        yield return Ratio("network of 1024 x 1024: ONNX Runtime/SegService", onnxRuntime, kernel, goal: null);
        foreach (var (name, method) in new[] { ("postprocess", nameof(LargeImages.Seeds)), ("postprocess by regions", nameof(LargeImages.Regions)) })
        {
            var (field, huge) = (Of(large, method, 1024), Of(large, method, 4096));
            yield return Time($"{name} 1024 x 1024, 400 nuclei", field);
            yield return Time($"{name} 4096 x 4096, 10,000 nuclei", huge);
            yield return Ratio($"{name}/network at 1024 x 1024, 400 nuclei", field, kernel, "<= 0.15");
            yield return Ratio($"{name} of a pixel, 4096 x 4096 with 10,000 nuclei/1024 x 1024 with 400", huge, field, "<= 1.3", 1 / 16.0);
        }
    }

    private static BenchmarkReport Of(Summary summary, string method, int? side = null) => summary.Reports.Single(report =>
        report.BenchmarkCase.Descriptor.WorkloadMethod.Name == method && (side is null || Side(report) == side));

    private static string? Goal((string Stage, int Side) measured) => measured is ("postprocess", 1024) ? ">= 5" : null;

    private static bool IsOurs(BenchmarkReport report) => report.BenchmarkCase.Descriptor.WorkloadMethodDisplayInfo.Trim('\'') == StageComparison.Ours;

    private static int Side(BenchmarkReport report) => (int)report.BenchmarkCase.Parameters["Side"];

    private static Figure Time(string name, BenchmarkReport report) => new(name, Milliseconds(report), "ms");

    private static Spread Milliseconds(BenchmarkReport report)
    {
        var times = report.ResultStatistics ?? throw new InvalidOperationException($"{report.BenchmarkCase.DisplayInfo} was not measured.");
        return new Spread(times.Median / 1e6, times.Q1 / 1e6, times.Q3 / 1e6, times.N);
    }

    /// <summary>Of the medians; the spread is the widest that both halves allow.</summary>
    private static Figure Ratio(string name, BenchmarkReport over, BenchmarkReport under, string? goal, double scale = 1)
    {
        var (a, b) = (Milliseconds(over), Milliseconds(under));
        return new Figure(name, new Spread(scale * a.Median / b.Median, scale * a.Low / b.High, scale * a.High / b.Low, Math.Min(a.Count, b.Count)), "", goal);
    }
}
