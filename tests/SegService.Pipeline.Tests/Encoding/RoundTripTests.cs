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

    [Theory, MemberData(nameof(Scene))]
    public void Coco(string scene)
    {
        var labels = Scenes.Of(scene);

        using var json = JsonDocument.Parse(Scenes.Encode("coco", labels));

        var annotations = json.RootElement.GetProperty("annotations").EnumerateArray().ToArray();
        Assert.Equal(labels.Count, annotations.Length);
        AssertRle(labels, annotations.Select(annotation => KaggleText(annotation.GetProperty("segmentation").GetProperty("counts").GetString()!)));
    }

    [Theory, MemberData(nameof(Scene))]
    public void Geojson(string scene)
    {
        var labels = Scenes.Of(scene);

        using var json = JsonDocument.Parse(Scenes.Encode("geojson", labels));

        var rasterised = new int[labels.Labels.Length];
        foreach (var feature in json.RootElement.GetProperty("features").EnumerateArray())
        {
            var geometry = feature.GetProperty("geometry");
            var coordinates = geometry.GetProperty("coordinates");
            var polygons = geometry.GetProperty("type").GetString() == "Polygon" ? [coordinates] : coordinates.EnumerateArray().ToArray();
            Rasterise(polygons.SelectMany(polygon => polygon.EnumerateArray()), feature.GetProperty("id").GetInt32(), labels.Width, rasterised);
        }

        Assert.Equal(labels.Labels, rasterised);
    }

    [Theory, MemberData(nameof(Scene))]
    public void Probability(string scene)
    {
        var labels = Scenes.Of(scene);
        using var result = Scenes.Result(labels, maps: Scenes.Maps(labels));

        using var image = Cv2.ImDecode(Scenes.Encode("probability", result), ImreadModes.Unchanged);

        Assert.Equal(MatType.CV_32FC1, image.Type());
        image.GetArray(out float[] pixels);
        Assert.Equal(Scenes.Maps(labels).Nucleus, pixels);
    }

    [Fact]
    public void A_model_without_a_probability_map_refuses_to_write_one()
    {
        using var result = Scenes.Result(Scenes.Draw("a."));

        var refusal = ResultFormats.Find("probability")!.Check(result)!;

        Assert.Equal((FailureKind.NotAcceptable, "format"), (refusal.Kind, refusal.Field));
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

    /// <summary>COCO's counts, by their definition, as Kaggle's pairs.</summary>
    private static string KaggleText(string counts)
    {
        var numbers = new List<int>();
        for (var i = 0; i < counts.Length;)
        {
            var (number, shift, group) = (0, 0, 32);
            for (; (group & 32) != 0; shift += 5)
            {
                group = counts[i++] - 48;
                number |= (group & 31) << shift;
            }

            number |= (group & 16) != 0 ? -1 << shift : 0;
            numbers.Add(number + (numbers.Count > 2 ? numbers[^2] : 0));
        }

        var (end, pairs) = (0, new List<int>());
        for (var i = 0; i < numbers.Count; end += numbers[i++])
        {
            if (i % 2 == 1)
                pairs.AddRange([end + 1, numbers[i]]);
        }

        return string.Join(' ', pairs);
    }

    /// <summary>Even-odd: a pixel is inside where an odd number of upright edges lie to its left in its row.</summary>
    private static void Rasterise(IEnumerable<JsonElement> rings, int id, int width, int[] pixels)
    {
        var flips = new bool[pixels.Length];
        foreach (var ring in rings)
        {
            var corners = ring.EnumerateArray().Select(corner => (X: corner[0].GetInt32(), Y: corner[1].GetInt32())).ToArray();
            Assert.Equal(corners[0], corners[^1]);
            foreach (var (from, to) in corners.Zip(corners.Skip(1)))
            {
                for (var y = Math.Min(from.Y, to.Y); y < Math.Max(from.Y, to.Y) && from.X < width; y++)
                    flips[(y * width) + from.X] ^= true;
            }
        }

        var inside = false;
        for (var i = 0; i < pixels.Length; i++)
        {
            inside = (i % width != 0 && inside) ^ flips[i];
            pixels[i] += inside ? id : 0;
        }
    }

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
