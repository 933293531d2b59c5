using Microsoft.Playwright;
using OpenCvSharp;
using SegService.TestKit;
using static Microsoft.Playwright.Assertions;

namespace SegService.Page.Tests;

/// <summary>A result beside the truth: dropped with its image or chosen later.</summary>
public sealed class ComparisonTests(Chromium chromium) : IDisposable
{
    private readonly PageService _service = new();
    private readonly byte[] _image = SyntheticImages.NucleiPng(160, 120);

    public void Dispose() => _service.Dispose();

    [Fact]
    public async Task What_the_service_itself_found_is_right_in_everything()
    {
        await using var visit = await chromium.VisitAsync(_service);
        await visit.ChooseAsync(("cells.png", _image), ("cells-mask.png", await TruthAsync()));

        await Expect(visit.Page.Locator("#figures")).ToContainTextAsync("1.000");
        await Expect(visit.Page.Locator("#legend")).ToContainTextAsync($"{await visit.CountAsync()} matched");
        await Expect(visit.Page.Locator("#truth-name")).ToHaveTextAsync("cells-mask.png");
        Assert.All(await MissedAndWrongAsync(visit), pixels => Assert.Equal(0, pixels));
    }

    [Fact]
    public async Task What_was_missed_and_what_is_not_in_the_truth_is_counted_and_coloured()
    {
        await using var visit = await chromium.VisitAsync(_service);
        await visit.UploadAsync("cells.png", _image);
        var count = await visit.CountAsync();
        using var labels = Cv2.ImDecode(await TruthAsync(), ImreadModes.Unchanged);
        using var first = labels.Equals(1).ToMat();
        labels.SetTo(0, first);
        labels.Rectangle(Empty(labels), Scalar.All(500), thickness: -1);

        await visit.Page.Locator("#truth-file").SetInputFilesAsync(new FilePayload { Name = "t.png", MimeType = "", Buffer = labels.ToBytes(".png") });

        await Expect(visit.Page.Locator("#legend li")).ToHaveTextAsync([$"{count - 1} matched", "1 not in the truth", "1 missed"]);
        Assert.DoesNotContain(0, await MissedAndWrongAsync(visit));

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await Expect(visit.Page.Locator("#comparison")).ToBeHiddenAsync();
        Assert.Equal(count, await visit.CountAsync());
    }

    [Fact]
    public async Task Other_thresholds_are_compared_anew()
    {
        await using var visit = await chromium.VisitAsync(_service);
        await visit.ChooseAsync(("cells.png", _image), ("cells-mask.png", await TruthAsync()));
        await Expect(visit.Page.Locator("#figures")).ToContainTextAsync("1.000");

        await visit.Page.GetByLabel("Smallest area").FillAsync("500");

        await Expect(visit.Page.Locator("#figures")).ToContainTextAsync("0.000");
        await Expect(visit.Page.Locator("#legend")).ToContainTextAsync("0 matched");
    }

    [Fact]
    public async Task A_truth_of_another_size_is_refused_in_words_and_the_result_stays()
    {
        await using var visit = await chromium.VisitAsync(_service);
        using var other = new Mat(10, 10, MatType.CV_8UC1, Scalar.All(1));
        await visit.ChooseAsync(("cells.png", _image), ("truth.png", other.ToBytes(".png")));

        await Expect(visit.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("not of the image's size");
        Assert.InRange(await visit.CountAsync(), 5, 12);
    }

    /// <summary>Pixels of the canvas in very nearly the colour of what was missed, and of what is not in the truth.</summary>
    private static Task<int[]> MissedAndWrongAsync(Visit visit) => visit.Page.EvaluateAsync<int[]>("""
        () => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(() => {
          const canvas = document.getElementById('canvas');
          const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
          resolve([[50, 215, 255], [255, 107, 94]].map(colour => {
            let count = 0;
            for (let i = 0; i < data.length; i += 4)
              if (colour.every((value, channel) => Math.abs(data[i + channel] - value) < 12)) count++;
            return count;
          }));
        })))
        """);

    private async Task<byte[]> TruthAsync()
    {
        using var client = _service.CreateClient();
        var response = await client.PostAsync("/v1/segmentations?format=labels-png", new ByteArrayContent(_image));
        return await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync();
    }

    /// <summary>A square of 8 x 8 pixels without a nucleus.</summary>
    private static Rect Empty(Mat labels) => Enumerable.Range(0, (labels.Width - 8) * (labels.Height - 8))
        .Select(i => new Rect(i % (labels.Width - 8), i / (labels.Width - 8), 8, 8))
        .First(square => new Mat(labels, square).CountNonZero() == 0);
}
