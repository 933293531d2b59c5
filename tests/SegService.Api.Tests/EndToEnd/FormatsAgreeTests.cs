using System.IO.Compression;
using System.Text;
using OpenCvSharp;
using SegService.TestKit;

namespace SegService.Api.Tests.EndToEnd;

/// <summary>The formats of one image hold the same instances, pixel for pixel, read with nothing of this service's own.</summary>
public sealed class FormatsAgreeTests : IAsyncDisposable
{
    private const int SharedImages = 6;
    private const int LargestFile = 200_000; // a mask of the whole image for each nucleus: large images take minutes

    private readonly RealService _service = new();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Theory]
    [InlineData("classic", 160, 120, 12)]
    [InlineData("classic", 33, 257, 20)]
    [InlineData("classic", 64, 64, 0)]
    [InlineData("classic", 1, 1, 0)]
    [InlineData("tiny", 160, 120, 12)]
    [InlineData("tiny", 33, 257, 20)]
    [InlineData("tiny", 1, 1, 0)]
    public async Task Csv_label_png_and_masks_agree_on_synthetic_images(string model, int width, int height, int nuclei) =>
        await AgreeAsync(model, SyntheticImages.NucleiPng(width, height, nuclei));

    [Theory]
    [InlineData("classic")]
    [InlineData("tiny")]
    public async Task Csv_label_png_and_masks_agree_on_real_images(string model)
    {
        Assert.SkipWhen(SharedData.Zip is null, SharedData.Missing);
        await using var zip = await ZipFile.OpenReadAsync(SharedData.Zip!);
        var images = zip.Entries.Where(entry => entry.FullName.Contains("/images/", StringComparison.Ordinal) && entry.Length is > 0 and < LargestFile).ToList();
        for (var i = 0; i < SharedImages; i++)
            await AgreeAsync(model, await ReadAsync(images[i * images.Count / SharedImages]));
    }

    private async Task AgreeAsync(string model, byte[] image)
    {
        using var png = Cv2.ImDecode(await _service.SegmentAsync($"?model={model}&format=labels-png", image), ImreadModes.Unchanged);
        Assert.Equal(MatType.CV_16UC1, png.Type());
        png.GetArray(out ushort[] labels);

        AssertSame(labels, FromCsv(await _service.SegmentAsync($"?model={model}&format=csv", image), png.Width, png.Height));
        AssertSame(labels, await FromMasksAsync(await _service.SegmentAsync($"?model={model}&format=masks-zip", image), labels.Length));
    }

    /// <summary>As spans: Assert.Equal takes seconds over a million pixels.</summary>
    private static void AssertSame(ushort[] expected, ushort[] actual) =>
        Assert.True(expected.AsSpan().SequenceEqual(actual), $"{expected.Zip(actual).Count(pair => pair.First != pair.Second)} pixels differ");

    /// <summary>Row n is instance n; runs go down the columns and count from 1.</summary>
    private static ushort[] FromCsv(byte[] csv, int width, int height)
    {
        var labels = new ushort[width * height];
        var rows = Encoding.UTF8.GetString(csv).TrimEnd().Split('\n')[1..];
        for (var row = 0; row < rows.Length; row++)
        {
            var numbers = rows[row].Split(',')[1].Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(int.Parse);
            foreach (var run in numbers.Chunk(2))
            {
                for (var pixel = run[0] - 1; pixel < run[0] - 1 + run[1]; pixel++)
                    labels[(pixel % height * width) + (pixel / height)] = checked((ushort)(labels[(pixel % height * width) + (pixel / height)] + row + 1));
            }
        }

        return labels;
    }

    private static async Task<ushort[]> FromMasksAsync(byte[] bytes, int pixels)
    {
        var labels = new ushort[pixels];
        await using var zip = new ZipArchive(new MemoryStream(bytes));
        foreach (var entry in zip.Entries)
        {
            using var mask = Cv2.ImDecode(await ReadAsync(entry), ImreadModes.Unchanged);
            mask.GetArray(out byte[] white);
            for (var i = 0; i < white.Length; i++)
                labels[i] = checked((ushort)(labels[i] + (white[i] / 255 * int.Parse(Path.GetFileNameWithoutExtension(entry.Name)))));
        }

        return labels;
    }

    private static async Task<byte[]> ReadAsync(ZipArchiveEntry entry)
    {
        using var content = new MemoryStream();
        await using (var stream = await entry.OpenAsync())
            await stream.CopyToAsync(content);
        return content.ToArray();
    }
}
