using System.Globalization;
using Microsoft.Playwright;
using SegService.TestKit;
using static Microsoft.Playwright.Assertions;

namespace SegService.Page.Tests;

/// <summary>The page as a user has it: in a browser, against the service itself.</summary>
public sealed class PageTests(Chromium chromium) : IDisposable
{
    /// <summary>Chromium drops the eleventh download that one page begins within a second, without a word.</summary>
    private const int DownloadsAVisit = 10;

    private readonly PageService _service = new();
    private readonly byte[] _image = SyntheticImages.NucleiPng(160, 120);

    public void Dispose() => _service.Dispose();

    [Fact]
    public async Task An_image_is_segmented_counted_and_listed()
    {
        await using var visit = await chromium.VisitAsync(_service);
        await visit.UploadAsync("cells.png", _image);

        Assert.InRange(await visit.CountAsync(), 5, 12);
        Assert.Equal(await visit.CountAsync(), await visit.Rows.CountAsync());
        await Expect(visit.Page.Locator("#image-name")).ToHaveTextAsync("cells.png");
        await Expect(visit.Page.Locator("#live")).ToHaveTextAsync($"{await visit.CountAsync()} nuclei found.");
        await Expect(visit.Page.GetByRole(AriaRole.Img, new() { NameRegex = new("Histogram of areas") })).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData("Fluorescence", 40, 50)]
    [InlineData("Crowded", 60, 160)]
    [InlineData("Histology", 45, 80)]
    public async Task A_sample_needs_one_click(string name, int fewest, int most)
    {
        await using var visit = await chromium.VisitAsync(_service);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true }).ClickAsync();

        await visit.Count.WaitForAsync();
        Assert.InRange(await visit.CountAsync(), fewest, most);
    }

    [Fact]
    public async Task A_slider_changes_the_result_and_can_be_taken_back()
    {
        await using var visit = await chromium.VisitAsync(_service);
        await visit.UploadAsync("cells.png", _image);
        var before = await visit.CountAsync();
        var areas = await AreasAsync(visit);

        await visit.Page.GetByLabel("Smallest area").FillAsync("100");
        await Expect(visit.Rows).ToHaveCountAsync(areas.Count(area => area >= 100));
        Assert.True(await visit.CountAsync() < before);

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Back to the model's own thresholds" }).ClickAsync();
        await Expect(visit.Rows).ToHaveCountAsync(before);
    }

    [Fact]
    public async Task An_image_that_is_chosen_right_after_a_model_is_asked_for_once()
    {
        await using var visit = await chromium.VisitAsync(_service);
        var asked = new List<string>();
        visit.Page.Request += (_, request) => asked.Add(request.Url);
        // Settings settle for a moment before they are asked for; the image may come within it. The title tells when it is over.
        await visit.Page.EvaluateAsync("""
            () => {
              const model = document.getElementById('model');
              model.value = 'tiny';
              model.dispatchEvent(new Event('change'));
              setTimeout(() => document.title = 'settled', 500);
            }
            """);
        await visit.UploadAsync("cells.png", _image);
        await Expect(visit.Page).ToHaveTitleAsync("settled");

        Assert.Contains("model=tiny", Assert.Single(asked, url => url.Contains("/v1/segmentations?", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_slider_on_its_way_asks_once_and_the_network_does_not_run_again()
    {
        await using var visit = await chromium.VisitAsync(_service);
        await visit.Page.Locator("#model").SelectOptionAsync("tiny");
        await visit.UploadAsync("cells.png", _image);
        var asked = new List<IResponse>();
        visit.Page.Response += (_, response) => asked.Add(response);

        await visit.Page.RunAndWaitForResponseAsync(() => visit.Page.EvaluateAsync("""
            () => {
              const slider = document.getElementById('maskThreshold');
              for (let value = 0.5; value < 0.9; value += 0.01) { slider.value = value; slider.dispatchEvent(new Event('input')); }
            }
            """), "**/v1/segmentations?**");
        await Expect(visit.Page.Locator("#maskThreshold-value")).ToHaveTextAsync("0.89");
        await Expect(visit.Page.GetByRole(AriaRole.Button, new() { Name = "Back to the model's own thresholds" })).ToBeVisibleAsync();

        var timing = await Assert.Single(asked).HeaderValueAsync("Server-Timing");
        Assert.Contains("cache;desc=hit", timing, StringComparison.Ordinal);
        Assert.DoesNotContain("inference", timing, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_heading_sorts_the_table_first_down_then_up()
    {
        await using var visit = await chromium.VisitAsync(_service);
        await visit.UploadAsync("cells.png", _image);
        var heading = visit.Page.Locator("thead th", new() { HasText = "Area" });

        await heading.Locator("button").ClickAsync();
        await Expect(heading).ToHaveAttributeAsync("aria-sort", "descending");
        Assert.Equal((await AreasAsync(visit)).OrderDescending(), await AreasAsync(visit));

        await heading.Locator("button").ClickAsync();
        await Expect(heading).ToHaveAttributeAsync("aria-sort", "ascending");
        Assert.Equal((await AreasAsync(visit)).Order(), await AreasAsync(visit));
    }

    [Fact]
    public async Task Every_format_the_service_writes_is_a_download()
    {
        var formats = await FormatsAsync();
        Assert.True(formats.Length >= 6);
        foreach (var some in formats.Chunk(DownloadsAVisit))
        {
            await using var visit = await chromium.VisitAsync(_service);
            await visit.Page.Locator("#model").SelectOptionAsync("tiny");
            await visit.UploadAsync("cells.png", _image);
            foreach (var format in some)
            {
                var download = await visit.Page.RunAndWaitForDownloadAsync(() => visit.Page.Locator($"#downloads [data-format={format}]").ClickAsync());
                Assert.StartsWith("cells", download.SuggestedFilename, StringComparison.Ordinal);
                Assert.NotEqual(0, new FileInfo(await download.PathAsync()).Length);
            }
        }
    }

    [Fact]
    public async Task A_file_that_is_no_image_is_refused_in_words_and_the_next_one_is_taken()
    {
        await using var visit = await chromium.VisitAsync(_service);
        await visit.UploadAsync("notes.txt", "not an image"u8.ToArray());
        await Expect(visit.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("PNG, JPEG, TIFF, WebP or BMP");

        await visit.UploadAsync("cells.png", _image);
        await visit.Count.WaitForAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Alert)).ToBeEmptyAsync();
    }

    [Fact]
    public async Task An_image_can_be_dropped_or_pasted()
    {
        await using var visit = await chromium.VisitAsync(_service);
        foreach (var act in new[] { "drop", "paste" })
        {
            await visit.Page.EvaluateAsync("""
                ([act, bytes]) => {
                  const data = new DataTransfer();
                  data.items.add(new File([new Uint8Array(bytes)], `${act}.png`, { type: 'image/png' }));
                  document.body.dispatchEvent(act === 'drop' ? new DragEvent('drop', { dataTransfer: data, bubbles: true })
                    : new ClipboardEvent('paste', { clipboardData: data, bubbles: true }));
                }
                """, new object[] { act, _image.Select(value => (int)value).ToArray() });
            await Expect(visit.Page.Locator("#image-name")).ToHaveTextAsync($"{act}.png");
            await visit.Count.WaitForAsync();
        }
    }

    [Fact]
    public async Task The_page_works_behind_a_path_base()
    {
        using var service = new PageService { PathBase = "/lab/nuclei" };
        await using var visit = await chromium.VisitAsync(service);
        await visit.UploadAsync("cells.png", _image);

        Assert.InRange(await visit.CountAsync(), 5, 12);
    }

    private async Task<string[]> FormatsAsync()
    {
        await using var visit = await chromium.VisitAsync(_service);
        return await visit.Page.Locator("#downloads button").EvaluateAllAsync<string[]>("buttons => buttons.map(button => button.dataset.format)");
    }

    private static async Task<List<int>> AreasAsync(Visit visit) =>
        [.. (await visit.Rows.Locator("td:nth-child(2)").AllInnerTextsAsync()).Select(text => int.Parse(text, NumberStyles.AllowThousands, CultureInfo.InvariantCulture))];
}
