using System.IO.Compression;
using OpenCvSharp;

namespace SegService.Fuzz.Tests;

/// <summary>The valid files that are damaged: every format and most of its variants, all of them small.</summary>
internal static class Corpus
{
    private const string Fixtures = "tests/SegService.Pipeline.Tests/Decoding/Fixtures";

    public static readonly IReadOnlyList<byte[]> Images = [.. Encoded(), .. Directory.GetFiles(Repository.File(Fixtures)).Order(StringComparer.Ordinal)
        .Where(file => !file.EndsWith(".py", StringComparison.Ordinal)).Select(File.ReadAllBytes)];

    public static readonly IReadOnlyList<byte[]> Zips = [Zip(CompressionLevel.Optimal), Zip(CompressionLevel.NoCompression)];

    public static readonly byte[] Image = SyntheticImages.NucleiPng(40, 32, count: 4);

    /// <summary>Annotations of <see cref="Image"/>: a label image, and a submission.</summary>
    public static readonly IReadOnlyList<byte[]> Truths = [Labels(), "ImageId,EncodedPixels\na,1 3 33 3\na,100 4 132 4\n"u8.ToArray()];

    private static IEnumerable<byte[]> Encoded()
    {
        foreach (var (extension, depth, channels) in ((string, int, int)[])
            [
                (".png", MatType.CV_8U, 1), (".png", MatType.CV_8U, 3), (".png", MatType.CV_8U, 4), (".png", MatType.CV_16U, 1), (".png", MatType.CV_16U, 3),
                (".jpg", MatType.CV_8U, 1), (".jpg", MatType.CV_8U, 3), (".webp", MatType.CV_8U, 3), (".webp", MatType.CV_8U, 4), (".bmp", MatType.CV_8U, 1),
                (".bmp", MatType.CV_8U, 3), (".bmp", MatType.CV_8U, 4), (".tif", MatType.CV_8U, 1), (".tif", MatType.CV_16U, 3), (".tif", MatType.CV_32F, 1),
            ])
        {
            using var scene = SyntheticImages.Nuclei(24, 20, depth, channels);
            yield return SyntheticImages.Encode(scene, extension);
            if (extension == ".webp")
                yield return SyntheticImages.Encode(scene, extension, new ImageEncodingParam(ImwriteFlags.WebPQuality, 101)); // without loss
        }
    }

    private static byte[] Zip(CompressionLevel level)
    {
        using var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            for (var seed = 1; seed <= 2; seed++)
            {
                using var entry = zip.CreateEntry($"plate/{seed}.png", level).Open();
                entry.Write(SyntheticImages.NucleiPng(24, 20, count: 2, seed: seed));
            }
        }

        return memory.ToArray();
    }

    private static byte[] Labels()
    {
        using var labels = new Mat(32, 40, MatType.CV_16UC1, new Scalar(0));
        Cv2.Circle(labels, new Point(10, 10), 5, new Scalar(1), -1);
        Cv2.Circle(labels, new Point(28, 20), 6, new Scalar(2), -1);
        return SyntheticImages.Encode(labels, ".png");
    }
}
