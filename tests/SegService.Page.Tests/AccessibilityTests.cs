using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using SegService.TestKit;

namespace SegService.Page.Tests;

/// <summary>What axe finds wrong, in both colour schemes, wide and narrow, before and after a result.</summary>
public sealed class AccessibilityTests(Chromium chromium) : IDisposable
{
    private readonly PageService _service = new();

    public void Dispose() => _service.Dispose();

    [Theory]
    [InlineData(ColorScheme.Light, 1440)]
    [InlineData(ColorScheme.Dark, 1440)]
    [InlineData(ColorScheme.Light, 390)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task Axe_finds_nothing(ColorScheme scheme, int width)
    {
        await using var visit = await chromium.VisitAsync(_service, new() { ColorScheme = scheme, ViewportSize = new() { Width = width, Height = 900 } });
        await AssertNothingAsync(visit);
        await visit.UploadAsync("cells.png", SyntheticImages.NucleiPng(160, 120));
        await AssertNothingAsync(visit);
        await visit.ChooseAsync(("a.png", SyntheticImages.NucleiPng(80, 60)), ("b.png", SyntheticImages.NucleiPng(60, 80)), ("c.txt", "no"u8.ToArray()));
        await Assertions.Expect(visit.Page.Locator("#batch-results")).ToBeVisibleAsync();
        await AssertNothingAsync(visit);
        Assert.Equal(width, await visit.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"));
    }

    private static async Task AssertNothingAsync(Visit visit)
    {
        var result = await visit.Page.RunAxe();
        var found = result.Violations.Select(violation => $"{violation.Id}: {violation.Help} ({string.Join(", ", violation.Nodes.Select(node => node.Html))})");
        Assert.Equal("", string.Join('\n', found));
    }
}
