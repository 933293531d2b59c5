using System.Diagnostics;
using System.Net;
using System.Text.Json;
using OpenCvSharp;
using SegService.Api.Tests.Problems;
using SegService.TestKit;

namespace SegService.Api.Tests.EndToEnd;

/// <summary>Whatever is sent: the right result or the right problem, bounded memory, and a service that still works.</summary>
public sealed class BadInputTests : IAsyncDisposable
{
    private static readonly byte[] Good = SyntheticImages.NucleiPng(96, 64);

    private readonly RealService _service = new();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task Nothing() => await RefusedAsync([], 400, "image");

    [Fact]
    public async Task Text() => await RefusedAsync("Hello, nuclei.\n"u8.ToArray(), 415, "image");

    [Theory]
    [InlineData(".png")]
    [InlineData(".tif")]
    [InlineData(".jpg")]
    [InlineData(".webp")]
    [InlineData(".bmp")]
    public async Task A_file_cut_short(string extension)
    {
        using var scene = SyntheticImages.Nuclei(96, 64);
        var bytes = SyntheticImages.Encode(scene, extension);

        await RefusedAsync(bytes[..(bytes.Length * 2 / 3)], 400, "image");
    }

    [Fact]
    public async Task A_vast_image_is_refused_from_its_header()
    {
        var before = Process.GetCurrentProcess().WorkingSet64;

        await RefusedAsync(RawPng.Of(100_000, 100_000, new byte[20_000_000]), 413, "image", "65536 pixels along one side");
        Assert.InRange(Process.GetCurrentProcess().WorkingSet64 - before, long.MinValue, 300_000_000);
    }

    [Fact]
    public async Task A_vast_header_with_nothing_behind_it() => await RefusedAsync(RawPng.Of(100_000, 100_000, new byte[60]), 400, "image");

    [Fact]
    public async Task A_png_that_inflates_far_beyond_its_pixels()
    {
        var before = Process.GetCurrentProcess().WorkingSet64;
        using var response = await _service.PostAsync("?model=classic", RawPng.Of(16, 16, RawPng.Deflate(new byte[200_000_000])));

        Assert.True(response.StatusCode is HttpStatusCode.OK or HttpStatusCode.BadRequest);
        Assert.InRange(Process.GetCurrentProcess().WorkingSet64 - before, long.MinValue, 400_000_000);
        await StillWorksAsync();
    }

    [Fact]
    public async Task No_pixels() => await RefusedAsync(RawPng.Of(0, 0, new byte[64]), 400, "image");

    [Fact]
    public async Task More_pixels_than_all_images_together_may_have()
    {
        await using var small = new RealService(("SegService:Limits:MaxPendingPixels", "65536"));
        using var response = await small.PostAsync("", SyntheticImages.NucleiPng(300, 300));
        var problem = await Problem.ReadAsync(response);

        Assert.Equal((413, "image", "65536 pixels", "90000 pixels"), (problem.Status, problem.Field, problem.Limit, problem.Value));
    }

    [Fact]
    public async Task An_enlargement_beyond_what_all_images_together_may_have()
    {
        await using var small = new RealService(("SegService:Limits:MaxPendingPixels", "65536"));
        using var response = await small.PostAsync("?model=tiny&scale=4", Good);
        var problem = await Problem.ReadAsync(response);

        Assert.Equal((413, "scale", "65536 pixels", "98304 pixels"), (problem.Status, problem.Field, problem.Limit, problem.Value));
    }

    [Theory]
    [InlineData("?modell=classic", 400, "modell")]
    [InlineData("?model=unett", 404, "model")]
    [InlineData("?scale=9", 400, "scale")]
    [InlineData("?page=1", 400, "page")]
    [InlineData("?channel=3", 400, "channel")]
    [InlineData("?minArea=-1", 400, "minArea")]
    public async Task A_parameter_the_image_or_the_service_does_not_have(string query, int status, string field)
    {
        using var response = await _service.PostAsync(query, Good);
        var problem = await Problem.ReadAsync(response);

        Assert.Equal((status, field), (problem.Status, problem.Field));
        Assert.NotNull(problem.Limit);
        await StillWorksAsync();
    }

    [Theory]
    [InlineData("classic")]
    [InlineData("tiny")]
    public async Task One_pixel_is_an_image(string model)
    {
        var json = await _service.SegmentJsonAsync($"?model={model}", RawPng.Of(1, 1, RawPng.Deflate([0, 77])));

        Assert.Equal((1, 1), Size(json));
        Assert.Equal(0, json.GetProperty("count").GetInt32());
    }

    [Theory]
    [InlineData("cmyk.jpg", "", 3, 8, 1)]
    [InlineData("two-pages.tif", "", 1, 8, 2)]
    [InlineData("two-pages.tif", "&page=1", 1, 8, 2)]
    [InlineData("grey16-big-endian.tif", "", 1, 16, 1)]
    [InlineData("rgba8.tif", "", 4, 8, 1)]
    [InlineData("six-channels.tif", "&channel=4", 6, 16, 1)]
    public async Task Unusual_images_are_segmented(string fixture, string query, int channels, int bits, int pages)
    {
        var bytes = await File.ReadAllBytesAsync(Repository.File($"tests/SegService.Pipeline.Tests/Decoding/Fixtures/{fixture}"));
        foreach (var model in (string[])["classic", "tiny"])
        {
            var image = (await _service.SegmentJsonAsync($"?model={model}{query}", bytes)).GetProperty("image");
            Assert.Equal((channels, bits, pages),
                (image.GetProperty("channels").GetInt32(), image.GetProperty("bitDepth").GetInt32(), image.GetProperty("pages").GetInt32()));
        }
    }

    [Theory]
    [InlineData(MatType.CV_8U, 1)]
    [InlineData(MatType.CV_8U, 4)]
    [InlineData(MatType.CV_16U, 1)]
    [InlineData(MatType.CV_16U, 3)]
    public async Task Depth_and_channels_do_not_change_what_is_found(int depth, int channels)
    {
        using var grey = SyntheticImages.Nuclei(96, 64);
        using var deep = new Mat();
        grey.ConvertTo(deep, depth, depth == MatType.CV_16U ? 257 : 1);
        using var opaque = new Mat(deep.Size(), deep.Type(), new Scalar(depth == MatType.CV_16U ? 65_535 : 255));
        using var image = new Mat();
        Cv2.Merge([.. Enumerable.Range(0, channels).Select(channel => channel == 3 ? opaque : deep)], image);

        var plain = await _service.SegmentJsonAsync("?model=classic", Good);
        var json = await _service.SegmentJsonAsync("?model=classic", SyntheticImages.Encode(image, ".png"));

        Assert.Equal((96, 64), Size(json));
        Assert.Equal(plain.GetProperty("count").GetInt32(), json.GetProperty("count").GetInt32());
    }

    private static (int, int) Size(JsonElement json) =>
        (json.GetProperty("image").GetProperty("width").GetInt32(), json.GetProperty("image").GetProperty("height").GetInt32());

    private async Task RefusedAsync(byte[] image, int status, string field, string? limit = null)
    {
        foreach (var model in (string[])["classic", "tiny"])
        {
            using var response = await _service.PostAsync($"?model={model}", image);
            var problem = await Problem.ReadAsync(response);
            Assert.Equal((status, field, limit), (problem.Status, problem.Field, problem.Limit));
        }

        await StillWorksAsync();
    }

    private async Task StillWorksAsync() => Assert.NotEqual(0, (await _service.SegmentJsonAsync("?model=tiny", Good)).GetProperty("count").GetInt32());
}
