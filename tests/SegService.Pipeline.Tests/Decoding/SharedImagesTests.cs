using System.Diagnostics;
using System.IO.Compression;
using OpenCvSharp;
using SegService.TestKit;

namespace SegService.Pipeline.Tests.Decoding;

public sealed class SharedImagesTests
{
    [Fact]
    public void Real_images_decode_to_what_opencv_reads_as_colour()
    {
        Assert.SkipWhen(SharedData.Zip is null, SharedData.Missing);
        using var zip = ZipFile.OpenRead(SharedData.Zip!);
        var entries = zip.Entries.Where(entry => entry.FullName.Contains("/images/", StringComparison.Ordinal) && entry.Length > 0).Take(40).ToList();
        var (files, watch) = (new List<byte[]>(), new Stopwatch());
        foreach (var entry in entries)
        {
            using var memory = new MemoryStream();
            using (var stream = entry.Open())
                stream.CopyTo(memory);
            files.Add(memory.ToArray());
        }

        Decode.Image(files[0]).Dispose(); // the first call loads the native library
        foreach (var bytes in files)
        {
            watch.Start();
            using var image = Decode.Image(bytes);
            watch.Stop();
            using var bgr = Cv2.ImDecode(bytes, ImreadModes.Color);
            using var expected = bgr.CvtColor(ColorConversionCodes.BGR2RGB);
            Decode.AssertEqual(expected, image.Rgb);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{files.Count} images, {watch.Elapsed.TotalMilliseconds / files.Count:F2} ms each");
    }
}
