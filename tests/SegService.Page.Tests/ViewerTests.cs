using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;
using OpenCvSharp;
using SegService.TestKit;
using static Microsoft.Playwright.Assertions;

namespace SegService.Page.Tests;

/// <summary>What is drawn lies where the service said, whatever the zoom.</summary>
public sealed class ViewerTests(Chromium chromium) : IDisposable
{
    private const int Width = 160;
    private const int Height = 120;
    private readonly PageService _service = new();
    private readonly byte[] _image = SyntheticImages.NucleiPng(Width, Height);

    public void Dispose() => _service.Dispose();

    [Fact]
    public async Task The_page_reads_run_lengths_as_the_label_image_has_them()
    {
        await using var visit = await chromium.VisitAsync(_service);
        using var labels = Cv2.ImDecode(await (await PostAsync("?format=labels-png")).ReadAsByteArrayAsync(), ImreadModes.Unchanged);
        var read = await visit.Page.EvaluateAsync<int[]>("""
            async ([text, width, height]) => {
              const { Nucleus } = await import(new URL('app/instances.js', location));
              const nuclei = JSON.parse(text).instances.map(instance => new Nucleus(instance, height));
              return Array.from({ length: width * height }, (_, i) =>
                nuclei.find(nucleus => nucleus.covers(i % width, Math.floor(i / width)))?.id ?? 0);
            }
            """, new object[] { await (await PostAsync("")).ReadAsStringAsync(), Width, Height });

        labels.GetArray(out ushort[] expected);
        Assert.Equal(expected.Select(label => (int)label), read);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(3, 1)]
    [InlineData(-3, 1)]
    [InlineData(2, 2)]
    public async Task Outlines_lie_on_the_edges_of_the_right_pixels(int zoomSteps, double density)
    {
        await using var visit = await chromium.VisitAsync(_service, new() { DeviceScaleFactor = (float)density });
        await visit.UploadAsync("cells.png", _image);
        var button = visit.Page.GetByRole(AriaRole.Button, new() { Name = zoomSteps > 0 ? "Zoom in" : "Zoom out" });
        for (var step = 0; step < Math.Abs(zoomSteps); step++)
            await button.ClickAsync();

        var json = await (await PostAsync("")).ReadAsStringAsync();
        var misplaced = await visit.Page.EvaluateAsync<string[]>(Misplaced, new object[] { json, zoomSteps, density });
        Assert.Empty(misplaced);
    }

    [Fact]
    public async Task Pointing_at_a_nucleus_shows_its_measurements()
    {
        await using var visit = await chromium.VisitAsync(_service);
        await visit.UploadAsync("cells.png", _image);
        var nucleus = (await JsonAsync("")).GetProperty("instances").EnumerateArray().MaxBy(instance => instance.GetProperty("area").GetInt32());
        var (x, y) = await OnStageAsync(visit, nucleus.GetProperty("centroid")[0].GetDouble(), nucleus.GetProperty("centroid")[1].GetDouble());

        await visit.Page.Mouse.MoveAsync(x, y);
        var tip = visit.Page.Locator("#tip");
        await Expect(tip).ToContainTextAsync($"Nucleus {nucleus.GetProperty("id").GetInt32()}");
        await Expect(tip).ToContainTextAsync($"{nucleus.GetProperty("area").GetInt32()} px");

        await visit.Page.Mouse.MoveAsync(2, 2);
        await Expect(tip).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Keys_alone_walk_from_nucleus_to_nucleus_and_zoom()
    {
        await using var visit = await chromium.VisitAsync(_service);
        await visit.UploadAsync("cells.png", _image);
        await visit.Page.GetByRole(AriaRole.Application).FocusAsync();

        await visit.Page.Keyboard.PressAsync("n");
        await Expect(visit.Page.Locator("#live")).ToContainTextAsync("Nucleus 1: area");
        await Expect(visit.Rows.First).ToHaveAttributeAsync("aria-current", "true");
        await visit.Page.Keyboard.PressAsync("1");
        await Expect(visit.Page.Locator("#zoom")).ToHaveTextAsync("100%");
        await visit.Page.Keyboard.PressAsync("+");
        await Expect(visit.Page.Locator("#zoom")).ToHaveTextAsync("150%");
    }

    [Theory]
    [InlineData(".tif", 8)]
    [InlineData(".tif", 16)]
    [InlineData(".png", 16)]
    public async Task What_browsers_cannot_show_is_shown_as_the_service_sees_it(string extension, int bits)
    {
        using var image = SyntheticImages.Nuclei(Width, Height, bits == 8 ? MatType.CV_8U : MatType.CV_16U, 1);
        using var dim = new Mat();
        image.ConvertTo(dim, image.Type(), bits == 8 ? 1 : 0.05); // a camera's 12 bits in 16: nearly black to a browser
        await using var visit = await chromium.VisitAsync(_service);
        await visit.UploadAsync($"cells{extension}", SyntheticImages.Encode(dim, extension));

        await visit.Count.WaitForAsync();
        Assert.InRange(await visit.CountAsync(), 5, 12);
        var brightest = await visit.Page.EvaluateAsync<int>("""
            () => {
              const canvas = document.getElementById('canvas');
              document.querySelector('[data-view=outlines]').click();
              return new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(() =>
                resolve(canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.reduce((most, value, i) => i % 4 === 0 ? Math.max(most, value) : most, 0)))));
            }
            """);
        Assert.InRange(brightest, 100, 255);
    }

    /// <summary>
    /// Looks at the canvas itself. The image is grey and outlines are not: on every border edge there must be colour, on every pixel
    /// two or more (screen) pixels from any border none.
    /// </summary>
    private const string Misplaced = """
        async ([text, steps, density]) => {
          const { Nucleus } = await import(new URL('app/instances.js', location));
          const { image, instances } = JSON.parse(text);
          const nuclei = instances.map(instance => new Nucleus(instance, image.height));
          const stage = document.getElementById('stage');
          const canvas = document.getElementById('canvas');
          await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
          const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
          const scale = Math.min(stage.clientWidth / image.width, stage.clientHeight / image.height) * 1.5 ** steps;
          const left = stage.clientWidth / 2 - image.width / 2 * scale;
          const top = stage.clientHeight / 2 - image.height / 2 * scale;
          const label = (x, y) => nuclei.find(nucleus => nucleus.covers(x, y))?.id ?? 0;
          const coloured = (x, y) => {
            const [column, row] = [Math.floor((left + x * scale) * density), Math.floor((top + y * scale) * density)];
            if (column < 1 || row < 1 || column >= canvas.width - 1 || row >= canvas.height - 1) return null;
            const at = 4 * (row * canvas.width + column);
            return Math.max(pixels[at], pixels[at + 1], pixels[at + 2]) - Math.min(pixels[at], pixels[at + 1], pixels[at + 2]) > 24;
          };
          const wrong = [];
          for (let y = 0; y < image.height; y++) {
            for (let x = 1; x < image.width; x++) {
              if (label(x - 1, y) !== label(x, y) && coloured(x, y + 0.5) === false) wrong.push(`no outline between ${x - 1} and ${x} in row ${y}`);
              const reach = Math.ceil(3 / scale);
              let inner = true;
              for (let v = y - reach; v <= y + reach; v++)
                for (let u = x - reach; u <= x + reach; u++) inner &&= label(u, v) === label(x, y);
              if (inner && coloured(x + 0.5, y + 0.5)) wrong.push(`an outline in pixel ${x}, ${y}`);
            }
          }
          return wrong;
        }
        """;

    private static async Task<(float X, float Y)> OnStageAsync(Visit visit, double x, double y)
    {
        var stage = (await visit.Page.Locator("#stage").BoundingBoxAsync())!;
        var scale = Math.Min(stage.Width / Width, stage.Height / Height);
        return ((float)(stage.X + (stage.Width / 2) + ((x + 0.5 - (Width / 2.0)) * scale)), (float)(stage.Y + (stage.Height / 2) + ((y + 0.5 - (Height / 2.0)) * scale)));
    }

    private async Task<JsonElement> JsonAsync(string query) => await (await PostAsync(query)).ReadFromJsonAsync<JsonElement>();

    private async Task<HttpContent> PostAsync(string query)
    {
        using var client = _service.CreateClient();
        var response = await client.PostAsync($"/v1/segmentations{query}", new ByteArrayContent(_image));
        return response.EnsureSuccessStatusCode().Content;
    }
}
