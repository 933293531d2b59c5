using OpenCvSharp;
using SegService.Pipeline;
using SegService.Pipeline.Decoding;
using SegService.Pipeline.Measurement;
using SegService.Pipeline.Models;
using SegService.Pipeline.Postprocessing;
using SegService.TestKit;

namespace SegService.Api.Tests.OpenApi;

/// <summary>A result that is the same on every run and whatever model improves: a synthetic image, thresholded.</summary>
internal static class ExampleResult
{
    public static byte[] Image() => SyntheticImages.NucleiPng(96, 64, count: 7, seed: 3);

    public static SegmentationResult Make()
    {
        var upload = Image();
        var image = new ImageDecoder(new DecodingLimits()).Decode(upload).Value;
        var labels = Threshold(upload);
        return new SegmentationResult
        {
            Id = "0199b7a0-3c5e-7d11-9f7e-5d0c6a1b2e3f", ImageId = "nuclei", ImageSha256 = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(upload)),
            Model = new ModelIdentity("classic", "0.1.0", ""), Image = image, Labels = labels,
            Parameters = new SegmentationParameters { Scale = 1, MaskThreshold = 0.5, SeedThreshold = 0.5, MinArea = 15 },
            Instances = InstanceMeasurer.Measure(labels, Enumerable.Repeat(0.96875f, labels.Labels.Length).ToArray()),
            Maps = Smooth(upload), // classic has none, but the format with them has an example too
            Timings = Timings(),
        };
    }

    private static LabelImage Threshold(byte[] upload)
    {
        using var grey = Cv2.ImDecode(upload, ImreadModes.Grayscale);
        using var mask = grey.Threshold(80, 255, ThresholdTypes.Binary);
        using var labels = new Mat();
        Cv2.ConnectedComponents(mask, labels);
        labels.GetArray(out int[] pixels);
        return LabelImage.Adopt(grey.Width, grey.Height, pixels);
    }

    private static SegmentationMaps Smooth(byte[] upload)
    {
        using var grey = Cv2.ImDecode(upload, ImreadModes.Grayscale);
        using var smooth = grey.Blur(new Size(3, 3));
        smooth.GetArray(out byte[] pixels);
        return new SegmentationMaps(grey.Width, grey.Height, [.. pixels.Select(pixel => pixel / 255f)]);
    }

    private static StageTimings Timings()
    {
        var timings = new StageTimings(TimeProvider.System);
        foreach (var (stage, milliseconds) in new[] { ("decode", 0.8), ("preprocess", 1.2), ("queue", 0.1), ("inference", 21.5), ("postprocess", 2.4) })
            timings.Add(stage, TimeSpan.FromMilliseconds(milliseconds));
        return timings;
    }
}
