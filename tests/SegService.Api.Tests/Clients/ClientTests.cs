using System.Text.Json;
using SegService.Api.Tests.EndToEnd;
using SegService.TestKit;

namespace SegService.Api.Tests.Clients;

/// <summary>The clients in clients/ against the real service.</summary>
public sealed class ClientTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly RealService _service = new();

    private string Url => _service.Address.ToString();

    private string Image => _folder["cells 1.png"];

    public async ValueTask InitializeAsync()
    {
        Needs.Met(await FormatReaders.WhyNotAsync());
        await File.WriteAllBytesAsync(Image, SyntheticImages.NucleiPng(160, 120));
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Python_segments_and_explains_refusals()
    {
        File.Copy(Image, _folder["cells_1.png"]);

        var used = await FormatReaders.PythonAsync("tests/SegService.Api.Tests/Clients/use_clients.py", Url, _folder["cells_1.png"]);

        Assert.True(used.Succeeded, used.Error);
    }

    [Fact]
    public async Task The_command_line_writes_one_file_an_image_and_goes_on_after_one_that_fails()
    {
        var ran = await PythonClientAsync("segment", _folder["missing.png"], Image, "--format", "measurements", "--model", "tiny", "-p", "minArea=1", "-o", _folder["out"]);

        Assert.Equal(1, ran.ExitCode);
        Assert.Contains("missing.png", ran.Error, StringComparison.Ordinal);
        Assert.StartsWith("id,area,", await File.ReadAllTextAsync(Path.Combine(_folder["out"], "cells 1.measurements.csv")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_command_line_prints_the_result_or_the_problem()
    {
        var ran = await PythonClientAsync("segment", Image, "--model", "tiny");
        var refused = await PythonClientAsync("segment", Image, "--model", "unett");

        Assert.Equal("cells_1", JsonElement.Parse(ran.Output).GetProperty("imageId").GetString());
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("404: There is no model 'unett'", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ImageJ_gets_one_roi_a_nucleus_from_the_fiji_macro()
    {
        var areas = (await _service.SegmentJsonAsync("?model=tiny", await File.ReadAllBytesAsync(Image)))
            .GetProperty("instances").EnumerateArray().Select(instance => instance.GetProperty("area").GetInt32().ToString());

        var ran = await FormatReaders.ImageJAsync("tests/SegService.Api.Tests/Clients/use_fiji.ijm",
            string.Join('|', Image, Repository.File("clients/fiji/SegService.ijm"), $"{Url}\ttiny", _folder["areas"]), windows: true);

        Assert.True(File.Exists(_folder["areas"]), ran.Output + ran.Error);
        var lines = await File.ReadAllLinesAsync(_folder["areas"]);
        Assert.Equal(["cells 1.png", .. areas], lines);
    }

    private Task<CommandResult> PythonClientAsync(params IEnumerable<string> arguments) =>
        FormatReaders.PythonAsync("clients/python/segservice.py", ["--url", Url, .. arguments]);
}
