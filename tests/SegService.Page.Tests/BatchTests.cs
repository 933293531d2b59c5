using System.IO.Compression;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using OpenCvSharp;
using SegService.TestKit;
using static Microsoft.Playwright.Assertions;

namespace SegService.Page.Tests;

/// <summary>Many images at once: a durable job, followed while it runs.</summary>
public sealed class BatchTests(Chromium chromium) : IDisposable
{
    private readonly PageService _service = new(("SegService:Security:ApiKeys:0:Name", "lab"), ("SegService:Security:ApiKeys:0:Key", Key));
    private readonly byte[] _one = SyntheticImages.NucleiPng(160, 120);
    private readonly byte[] _two = SyntheticImages.NucleiPng(120, 90, count: 5, seed: 2);

    private const string Key = "a-key-of-more-than-thirty-two-characters";

    public void Dispose() => _service.Dispose();

    [Fact]
    public async Task Several_files_are_followed_to_their_end_each_with_its_state_and_saved_together()
    {
        await using var visit = await VisitAsync();
        await visit.ChooseAsync(("one.png", _one), ("two.png", _two), ("notes.txt", "not an image"u8.ToArray()));

        await Expect(visit.Page.Locator("#batch-state")).ToHaveTextAsync("2 of 3 done, 1 failed");
        await Expect(visit.Page.Locator("#batch-images li")).ToHaveTextAsync([new Regex("^one\\d+ nuclei$"), new Regex("^two\\d+ nuclei$"), new Regex("^notesfailed.*PNG, JPEG, TIFF")]);

        await visit.Page.Locator("#batch-format").SelectOptionAsync("labels-png");
        var download = await visit.Page.RunAndWaitForDownloadAsync(() => visit.Page.GetByRole(AriaRole.Button, new() { Name = "Download all" }).ClickAsync());
        await using var zip = await ZipFile.OpenReadAsync(await download.PathAsync());
        Assert.Equal(["one-labels.png", "two-labels.png"], zip.Entries.Select(entry => entry.FullName));
    }

    [Fact]
    public async Task An_image_of_the_batch_is_shown_with_the_result_the_job_has_and_can_be_tuned()
    {
        await using var visit = await VisitAsync();
        await visit.ChooseAsync(("one.png", _one), ("two.png", _two));
        var image = visit.Page.Locator("#batch-images button").Nth(1);
        await image.ClickAsync();

        await visit.Count.WaitForAsync();
        await Expect(visit.Page.Locator("#image-name")).ToHaveTextAsync("two");
        await Expect(image).ToContainTextAsync($"{await visit.CountAsync()} nuclei");
        await visit.Page.GetByLabel("Smallest area").FillAsync("500");
        await Expect(visit.Rows).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task An_image_that_came_in_a_zip_file_is_shown_as_the_job_has_it()
    {
        await using var visit = await VisitAsync();
        await visit.ChooseAsync(("plate.zip", Zip(("a/one.png", _one), ("a/two.png", _two))));
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "one" }).ClickAsync();

        await visit.Count.WaitForAsync();
        Assert.InRange(await visit.CountAsync(), 5, 12);
        await Expect(visit.Page.Locator("#truth")).ToBeHiddenAsync();
        await Expect(visit.Page.Locator("#empty")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Every_page_of_a_stack_can_be_a_batch()
    {
        await using var visit = await VisitAsync();
        await visit.Page.GetByText("More settings").ClickAsync();
        await visit.Page.GetByLabel("Every page, as a batch").CheckAsync();
        await visit.ChooseAsync(("stack.tif", Stack()));
        var second = visit.Page.GetByRole(AriaRole.Button, new() { Name = "stack-page1" });
        await second.ClickAsync();

        await visit.Count.WaitForAsync();
        await Expect(second).ToContainTextAsync($"{await visit.CountAsync()} nuclei");
        await Expect(visit.Page.GetByLabel("Page", new() { Exact = true })).ToHaveValueAsync("1");
        await Expect(visit.Page.Locator("#batch-images li")).ToHaveCountAsync(3);
    }

    [Fact]
    public async Task A_finished_batch_can_be_removed_from_the_service()
    {
        await using var visit = await VisitAsync();
        await visit.ChooseAsync(("one.png", _one), ("two.png", _two));
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Remove from the service" }).ClickAsync();

        await Expect(visit.Page.Locator("#batch")).ToBeHiddenAsync();
        using var client = _service.CreateClient();
        client.DefaultRequestHeaders.Add("X-Api-Key", Key);
        Assert.Contains("\"jobs\":[]", await client.GetStringAsync("/v1/jobs"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_batch_without_a_readable_image_is_refused_in_words()
    {
        await using var visit = await VisitAsync();
        await visit.ChooseAsync(("a.txt", "no"u8.ToArray()), ("b.txt", "neither"u8.ToArray()));

        await Expect(visit.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("PNG, JPEG, TIFF, WebP or BMP");
        await Expect(visit.Page.Locator("#batch")).ToBeHiddenAsync();
    }

    /// <summary>With a key, as a service on a network has one: an event stream must send it too.</summary>
    private async Task<Visit> VisitAsync()
    {
        var visit = await chromium.VisitAsync(_service, key: Key);
        await visit.Page.Locator("#model").SelectOptionAsync("tiny");
        return visit;
    }

    private static byte[] Stack()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "stack.tif");
        Mat[] pages = [SyntheticImages.Nuclei(160, 120), SyntheticImages.Nuclei(160, 120, seed: 2), SyntheticImages.Nuclei(160, 120, seed: 3)];
        Cv2.ImWrite(file, pages);
        Array.ForEach(pages, page => page.Dispose());
        return File.ReadAllBytes(file);
    }

    private static byte[] Zip(params (string Name, byte[] Content)[] files)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create))
        {
            foreach (var (name, content) in files)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(content);
            }
        }

        return bytes.ToArray();
    }
}
