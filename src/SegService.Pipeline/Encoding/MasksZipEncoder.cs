using System.IO.Compression;
using OpenCvSharp;

namespace SegService.Pipeline.Encoding;

/// <summary>
/// One 8-bit black-and-white PNG of the whole image's size an instance, <c>ImageId/masks/id.png</c>: the layout of Kaggle's
/// training data.
/// </summary>
public sealed class MasksZipEncoder : IResultEncoder
{
    // Masks are nearly all black: the fastest level is within a few percent of the best one's size.
    private static readonly ImageEncodingParam[] Fast =
    [
        new(ImwriteFlags.PngCompression, 1),
        new(ImwriteFlags.PngStrategy, (int)ImwritePNGFlags.StrategyRLE),
    ];

    public string Format => "masks-zip";

    public string MediaType => "application/zip";

    public string FileExtension => ".zip";

    public bool Negotiable => true;

    public bool ReadsPixels => false;

    public Failure? Check(SegmentationResult result) => null;

    public void Write(SegmentationResult result, Stream output)
    {
        using var zip = new ZipArchive(output, ZipArchiveMode.Create, leaveOpen: true);
        var (width, height) = (result.Labels.Width, result.Labels.Height);
        var pixels = new byte[width * height];
        using var mask = Mat.FromPixelData(height, width, MatType.CV_8UC1, pixels);
        var runs = InstanceRuns.Of(result.Labels);
        var folder = ZipNames.Safe(result.ImageId);
        for (var id = 1; id <= runs.Count; id++)
        {
            Paint(pixels, width, runs[id], 255);
            using (var entry = zip.CreateEntry($"{folder}/masks/{id}.png", CompressionLevel.NoCompression).Open())
                entry.Write(mask.ToBytes(".png", Fast));
            Paint(pixels, width, runs[id], 0);
        }
    }

    private static void Paint(byte[] pixels, int width, ReadOnlySpan<PixelRun> runs, byte value)
    {
        var height = pixels.Length / width;
        foreach (var run in runs)
        {
            for (var number = run.Start; number < run.Start + run.Length; number++)
                pixels[(number % height * width) + (number / height)] = value;
        }
    }
}
