using System.Text.Json;
using SegService.Evaluate.Reports;
using SegService.Pipeline.Evaluation;
using SegService.Pipeline.Models;
using SegService.TestKit;

namespace SegService.Evaluate.Tests;

/// <summary>The program, in this process, with the real pipeline.</summary>
public sealed class EvaluateCommandTests : IDisposable
{
    private readonly KaggleFolder _data = new KaggleFolder("a", "b", "c").WithFolds(
        "a,histology,histology-64x64,0", "b,fluorescence,fluorescence-64x64,0", "c,fluorescence,fluorescence-64x64,1");

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Classic_finds_clear_squares_and_the_report_says_so_by_group()
    {
        Assert.Equal(0, await RunAsync("--model", "classic", "--fold", "0", "--worst", "1"));

        var report = JsonSerializer.Deserialize(File.ReadAllText(_data["out/report.json"]), ReportJson.Default.Report)!;
        Assert.StartsWith("classic@", report.Model, StringComparison.Ordinal);
        Assert.Equal((2, 4, 4), (report.Overall.Images, report.Overall.TruthCount, report.Overall.Count));
        Assert.True(report.Overall.Ap[0] == 1 && report.Overall.Score > 0.7, $"{report.Overall.Score:F3}");
        Assert.Equal(["fluorescence", "histology"], report.Modalities.Keys);
        Assert.Equal(["a", "b"], report.Images.Select(image => image.ImageId));
    }

    [Fact]
    public async Task The_report_for_people_has_the_plot_and_as_many_overlays_as_asked_for()
    {
        Assert.Equal(0, await RunAsync("--model", "classic", "--worst", "2"));

        var text = File.ReadAllText(_data["out/report.md"]);
        var overlays = Directory.GetFiles(_data["out/worst"]).Select(Path.GetFileName).ToArray();
        Assert.Equal(2, overlays.Length);
        Assert.All(overlays, overlay => Assert.Contains($"(worst/{overlay})", text, StringComparison.Ordinal));
        Assert.Contains("| fluorescence-64x64 | 2 |", text, StringComparison.Ordinal);
        Assert.True(File.Exists(_data["out/ap.png"]) && text.Contains("(ap.png)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_report_says_how_many_images_a_bundle_was_trained_on()
    {
        var models = Path.Combine(AppContext.BaseDirectory, new ModelOptions().Directory);
        var bundle = TinyModel.Write(models, "taught");
        ModelBundleFile.Write(Path.Combine(models, "taught"), bundle with { Training = new TrainingOrigin(new ImageSplit(0, []), Seeds: [1], Crops: 8) });

        Assert.Equal(0, await RunAsync("--model", "taught"));

        Assert.Contains("trained on 1 of them", File.ReadAllText(_data["out/report.md"]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--model", "no-such-model")]
    [InlineData("--fold", "7")]
    [InlineData("--data", "/no/such/folder")]
    [InlineData("--step", "0")]
    [InlineData("--url", "localhost:8080")]
    public async Task What_cannot_be_done_ends_with_1_and_no_report(params string[] arguments)
    {
        Assert.Equal(1, await RunAsync(arguments));
        Assert.False(File.Exists(_data["out/report.json"]));
    }

    [Fact]
    public async Task A_running_service_is_asked_at_its_address()
    {
        using var service = new StubService();

        Assert.Equal(0, await RunAsync("--model", "unet", "--url", service.Address));

        var report = JsonSerializer.Deserialize(File.ReadAllText(_data["out/report.json"]), ReportJson.Default.Report)!;
        Assert.Equal(("unet@3", service.Address, 3, 0), (report.Model, report.Service, report.Overall.Images, report.Overall.Count));
        Assert.Equal(["a", "b", "c"], service.Asked.Select(query => query["imageId"]).Order());
    }

    private Task<int> RunAsync(params string[] arguments)
    {
        string[] data = arguments.Contains("--data") ? [] : ["--data", _data.Path];
        return EvaluateCommand.Create().Parse([.. data, .. arguments, "--output", _data["out"]]).InvokeAsync();
    }
}
