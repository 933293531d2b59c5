using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SegService.Benchmarks.Figures;

/// <summary>One run of one benchmark, as its JSON file holds it.</summary>
internal sealed record Report(string Name, DateTimeOffset MeasuredAt, Machine Machine, IReadOnlyList<Figure> Figures)
{
    /// <summary>Prints the figures as a Markdown table, the last as its name and median alone after it, and writes artifacts/benchmarks/NAME.json.</summary>
    public static async Task WriteAsync(string name, IReadOnlyList<Figure> figures, CancellationToken stop)
    {
        var report = new Report(name, TimeProvider.System.GetUtcNow(), Machine.This(), figures);
        var file = Path.Combine(Directory.CreateDirectory(Path.Combine("artifacts", "benchmarks")).FullName, name + ".json");
        await File.WriteAllBytesAsync(file, JsonSerializer.SerializeToUtf8Bytes(report, ReportJson.Default.Report), stop);
        Console.WriteLine();
        Console.WriteLine($"{report.Machine.Cpu}, {report.Machine.Cores} cores, load {report.Machine.Load:0.0}, {report.Machine.Runtime}, {report.MeasuredAt:yyyy-MM-dd HH:mm} UTC");
        Console.WriteLine("| what | median | half of the rounds | goal |");
        Console.WriteLine("| --- | --- | --- | --- |");
        foreach (var figure in figures)
            Console.WriteLine($"| {figure.Name} | {Text(figure.Value.Median, figure.Unit)} | {Text(figure.Value.Low)} to {Text(figure.Value.High)} | {figure.Goal} |");
        Console.WriteLine($"{figures[^1].Name} {Text(figures[^1].Value.Median)}");
    }

    private static string Text(double value, string unit = "") =>
        $"{value.ToString(Math.Abs(value) < 10 ? "0.000" : Math.Abs(value) < 1000 ? "0.0" : "#,0", CultureInfo.InvariantCulture)} {unit}".TrimEnd();
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true)]
[JsonSerializable(typeof(Report))]
internal sealed partial class ReportJson : JsonSerializerContext;
