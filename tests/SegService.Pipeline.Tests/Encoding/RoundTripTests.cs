using System.IO.Compression;
using System.Text.Json;
using BitMiracle.LibTiff.Classic;
using OpenCvSharp;
using SegService.Pipeline.Encoding;
using SegService.Pipeline.Postprocessing;

namespace SegService.Pipeline.Tests.Encoding;

/// <summary>What a format's reader gets back is the label image, pixel for pixel; so all formats agree with each other.</summary>
public sealed class RoundTripTests
{
    public static TheoryData<string> Scene => Scenes.Names;

    [Theory, MemberData(nameof(Scene))]
    public void Csv(string scene)
    {
        var labels = Scenes.Of(scene);

        var lines = System.Text.Encoding.UTF8.GetString(Scenes.Encode("csv", labels)).TrimEnd('\n').Split('\n');

        Assert.Equal("ImageId,EncodedPixels", lines[0]);
        Assert.All(lines[1..], line => Assert.StartsWith("image-1,", line, StringComparison.Ordinal));
        Assert.Equal(Math.Max(labels.Count, 1) + 1, lines.Length);
        AssertRle(labels, lines[1..].Select(line => line["image-1,".Length..]));
    }

    [Theory, MemberData(nameof(Scene))]
    public void Json(string scene)
    {
        var labels = Scenes.Of(scene);

        using var json = JsonDocument.Parse(Scenes.Encode("json", labels));

        AssertRle(labels, json.RootElement.GetProperty("instances").EnumerateArray().Select(i => i.GetProperty("rle").GetString()!));
    }

    [Theory, MemberData(nameof(Scene))]
    public void Labels_png(string scene)
    {
        var labels = Scenes.Of(scene);

        using var image = Cv2.ImDecode(Scenes.Encode("labels-png", labels), ImreadModes.Unchanged);

        Assert.Equal(MatType.CV_16UC1, image.Type());
        image.GetArray(out ushort[] pixels);
        Assert.Equal(labels.Labels, pixels.Select(pixel => (int)pixel));
    }

    [Theory, MemberData(nameof(Scene))]
    public void Labels_tiff(string scene)
    {
        var labels = Scenes.Of(scene);

        using var image = Cv2.ImDecode(Scenes.Encode("labels-tiff", labels), ImreadModes.Unchanged);

        Assert.Equal(MatType.CV_16UC1, image.Type());
        image.GetArray(out ushort[] pixels);
        Assert.Equal(labels.Labels, pixels.Select(pixel => (int)pixel));
    }

    [Theory, MemberData(nameof(Scene))]
    public void Masks_zip(string scene)
    {
        var labels = Scenes.Of(scene);

        using var zip = new ZipArchive(new MemoryStream(Scenes.Encode("masks-zip", labels)));

        var merged = new int[labels.Labels.Length];
        for (var id = 1; id <= labels.Count; id++)
        {
            using var content = new MemoryStream();
            using (var entry = zip.GetEntry($"image-1/masks/{id}.png")!.Open())
                entry.CopyTo(content);
            using var mask = Cv2.ImDecode(content.ToArray(), ImreadModes.Unchanged);
            Assert.Equal(MatType.CV_8UC1, mask.Type());
            mask.GetArray(out byte[] pixels);
            Assert.All(pixels, pixel => Assert.True(pixel is 0 or 255));
            for (var i = 0; i < pixels.Length; i++)
                merged[i] += pixels[i] / 255 * id;
        }

        Assert.Equal(labels.Count, zip.Entries.Count);
        Assert.Equal(labels.Labels, merged);
    }

    [Fact]
    public void More_than_65535_instances_need_the_32_bit_tiff()
    {
        var labels = LabelImage.Adopt(300, 220, [.. Enumerable.Range(1, 300 * 220)]);
        using var result = Scenes.Result(labels);

        var refusal = ResultFormats.Find("labels-png")!.Check(result)!;
        Assert.Equal(FailureKind.NotAcceptable, refusal.Kind);
        Assert.Contains("labels-tiff", refusal.Detail, StringComparison.Ordinal);
        Assert.Equal(("65535 instances", "66000 instances"), (refusal.Limit, refusal.Value));
        Assert.Equal(labels.Labels, Read32(Scenes.Encode("labels-tiff", result)));
    }

    private static void AssertRle(LabelImage labels, IEnumerable<string> texts) =>
        Assert.Equal(labels.Labels, KaggleRle.Decode(labels.Width, labels.Height, texts).Value.Labels);

    private static int[] Read32(byte[] bytes)
    {
        using var tiff = Tiff.ClientOpen("labels", "r", new MemoryStream(bytes), new TiffStream());
        Assert.Equal(32, tiff.GetField(TiffTag.BITSPERSAMPLE)[0].ToInt());
        var (width, height) = (tiff.GetField(TiffTag.IMAGEWIDTH)[0].ToInt(), tiff.GetField(TiffTag.IMAGELENGTH)[0].ToInt());
        var row = new byte[width * 4];
        return [.. Enumerable.Range(0, height).SelectMany(y =>
        {
            Assert.True(tiff.ReadScanline(row, y));
            return Enumerable.Range(0, width).Select(x => BitConverter.ToInt32(row, x * 4)).ToArray();
        })];
    }
}
