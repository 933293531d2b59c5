using Microsoft.Extensions.Time.Testing;
using OpenCvSharp;
using SegService.Pipeline.Decoding;
using SegService.Pipeline.Encoding;
using SegService.Pipeline.Measurement;
using SegService.Pipeline.Models;
using SegService.Pipeline.Postprocessing;

namespace SegService.Pipeline.Tests.Encoding;

/// <summary>Label images that are hard to encode, and results around them.</summary>
internal static class Scenes
{
    /// <summary>Named so that a failing case can be seen and run again.</summary>
    public static TheoryData<string> Names => [.. Known.Keys, .. Enumerable.Range(1, 20).Select(seed => $"random {seed}")];

    private static readonly Dictionary<string, Func<LabelImage>> Known = new()
    {
        ["1x1 empty"] = () => Draw("."),
        ["1x1 full"] = () => Draw("a"),
        ["all one"] = () => Draw("aaa", "aaa"),
        ["hole and island"] = () => Draw("aaaaa", "a...a", "a.b.a", "a...a", "aaaaa"),
        ["parts"] = () => Draw("a.a", "...", "a.b"),
        ["corners touch"] = () => Draw("a.", ".a"),
        ["checkers"] = () => Draw("abab", "baba", "abab"),
        ["hole at a corner"] = () => Draw("aaaa", "a.aa", "aa.a", "aaaa"),
        ["column ends"] = () => Draw("ab.", "abc", "a.c"),
    };

    public static LabelImage Of(string name) =>
        Known.TryGetValue(name, out var scene) ? scene() : Random(int.Parse(name["random ".Length..]));

    /// <summary>'.' is background, every other character an instance.</summary>
    public static LabelImage Draw(params string[] rows) =>
        LabelImage.Adopt(rows[0].Length, rows.Length, [.. string.Concat(rows).Select(c => c == '.' ? 0 : c - 'a' + 1)]);

    public static SegmentationResult Result(LabelImage labels, Mat? samples = null, SegmentationMaps? maps = null, double? pixelSize = null)
    {
        samples ??= new Mat(labels.Height, labels.Width, MatType.CV_8UC3, new Scalar(10, 20, 30));
        var rgb = new Mat(labels.Height, labels.Width, MatType.CV_8UC3, new Scalar(10, 20, 30));
        var info = new ImageInfo(ImageFormat.Png, labels.Width, labels.Height, samples.Channels(), 8, PixelSizeUm: pixelSize);
        var confidence = Enumerable.Repeat(0.75f, labels.Labels.Length).ToArray();
        return new SegmentationResult
        {
            Id = "run-1",
            ImageId = "image-1",
            ImageSha256 = new string('a', 64),
            Model = new ModelIdentity("unet", "1.2.0", new string('b', 64)),
            Parameters = new SegmentationParameters { Scale = 1, MaskThreshold = 0.5, SeedThreshold = 0.4, MinArea = 15 },
            Image = new DecodedImage(info, samples, rgb),
            Labels = labels,
            Instances = InstanceMeasurer.Measure(labels, confidence),
            Maps = maps,
            Timings = new StageTimings(new FakeTimeProvider()),
        };
    }

    /// <summary>A probability for every pixel, the same every time.</summary>
    public static SegmentationMaps Maps(LabelImage labels)
    {
        var random = new Random(labels.Labels.Length);
        return new SegmentationMaps(labels.Width, labels.Height, [.. labels.Labels.Select(_ => random.NextSingle())]);
    }

    public static byte[] Encode(string format, SegmentationResult result)
    {
        var encoder = ResultFormats.Find(format)!;
        Assert.Null(encoder.Check(result));
        using var output = new MemoryStream();
        encoder.Write(result, output);
        return output.ToArray();
    }

    public static byte[] Encode(string format, LabelImage labels)
    {
        using var result = Result(labels);
        return Encode(format, result);
    }

    /// <summary>Rectangles over one another, some punched out again, on an image of odd size: holes, parts, cut edges, touching.</summary>
    private static LabelImage Random(int seed)
    {
        var random = new Random(seed);
        var (width, height) = (random.Next(1, 60), random.Next(1, 60));
        var labels = new int[width * height];
        for (var i = 1; i <= random.Next(40); i++)
        {
            var (left, top) = (random.Next(-5, width), random.Next(-5, height));
            var (right, bottom) = (left + random.Next(1, 20), top + random.Next(1, 20));
            var id = random.Next(3) == 0 ? 0 : random.Next(1, i + 1);
            for (var y = Math.Max(top, 0); y < Math.Min(bottom, height); y++)
                labels.AsSpan(y * width, width)[Math.Max(left, 0)..Math.Clamp(right, 0, width)].Fill(id);
        }

        return LabelImage.Adopt(width, height, labels);
    }
}
