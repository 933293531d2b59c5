using System.Globalization;
using OpenCvSharp;
using SegService.Pipeline.Postprocessing;
using SegService.Pipeline.Tests.Encoding;
using SegService.TestKit;

namespace SegService.Pipeline.Tests.Measurement;

/// <summary>The measurements are scikit-image's.</summary>
public sealed class RegionpropsTests : IDisposable
{
    private const double Agreement = 0.01;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public Task Of_synthetic_shapes() => AgreeAsync(Shapes());

    [Theory]
    [InlineData("corners touch")]
    [InlineData("hole and island")]
    [InlineData("parts")]
    [InlineData("random 7")]
    [InlineData("random 13")]
    public Task Of_awkward_instances(string scene) => AgreeAsync(Scenes.Of(scene));

    private async Task AgreeAsync(LabelImage labels)
    {
        Needs.Met(await FormatReaders.WhyNotAsync());
        var samples = Samples(labels.Width, labels.Height);
        using var result = Scenes.Result(labels, samples);
        File.WriteAllBytes(_folder["labels.tif"], Scenes.Encode("labels-tiff", result));
        WriteRaw(samples);

        var theirs = await FormatReaders.PythonAsync("tests/SegService.Pipeline.Tests/Measurement/regionprops.py", _folder["labels.tif"], _folder["samples.raw"], "2");

        Assert.True(theirs.Succeeded, theirs.Error);
        AssertClose(Table(theirs.Output), Table(System.Text.Encoding.UTF8.GetString(Scenes.Encode("measurements", result))));
    }

    private static void AssertClose(List<Dictionary<string, double>> theirs, List<Dictionary<string, double>> ours)
    {
        Assert.Equal(theirs.Count, ours.Count);
        foreach (var (their, our) in theirs.Zip(ours))
        {
            Assert.Equal([.. their.Keys, "score"], our.Keys);
            Assert.All(their, cell => Assert.True(
                Math.Abs(our[cell.Key] - cell.Value) <= Agreement * Math.Abs(cell.Value) + 1e-9, $"{their["id"]}: {cell} and not {our[cell.Key]}"));
        }
    }

    private static List<Dictionary<string, double>> Table(string csv)
    {
        var lines = csv.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(line => line.Split(',')).ToArray();
        return [.. lines[1..].Select(cells => lines[0].Zip(cells, (name, cell) => KeyValuePair.Create(name, double.Parse(cell, CultureInfo.InvariantCulture))).ToDictionary())];
    }

    /// <summary>Discs, turned ellipses, boxes, a ring, a star, lines and single pixels; some at the image's edge, some touching.</summary>
    private static LabelImage Shapes()
    {
        using var image = new Mat(260, 320, MatType.CV_32SC1, Scalar.Black);
        var id = 0;
        foreach (var radius in (ReadOnlySpan<int>)[1, 2, 5, 11, 20])
            Cv2.Circle(image, new Point(15 + (id * 40), 25), radius, new Scalar(++id), -1);
        for (var angle = 0; angle < 180; angle += 36)
            Cv2.Ellipse(image, new Point(25 + (angle * 4 / 3), 80), new Size(20, 6), angle, 0, 360, new Scalar(++id), -1);
        Cv2.Rectangle(image, new Rect(0, 120, 30, 17), new Scalar(++id), -1);
        Cv2.Rectangle(image, new Rect(30, 120, 9, 30), new Scalar(++id), -1);
        Cv2.Circle(image, new Point(80, 150), 25, new Scalar(++id), 7);
        Cv2.FillPoly(image, [[new(150, 110), new(160, 140), new(190, 150), new(160, 160), new(150, 190), new(140, 160), new(110, 150), new(140, 140)]], new Scalar(++id));
        Cv2.Line(image, new Point(200, 120), new Point(250, 180), new Scalar(++id));
        Cv2.Line(image, new Point(260, 120), new Point(260, 180), new Scalar(++id));
        image.Set(200, 10, ++id);
        image.Set(259, 319, ++id);
        Cv2.Circle(image, new Point(319, 200), 20, new Scalar(++id), -1);
        image.GetArray(out int[] labels);
        return LabelImage.Adopt(image.Width, image.Height, labels);
    }

    private static Mat Samples(int width, int height)
    {
        var samples = new Mat(height, width, MatType.CV_16UC2);
        Cv2.Randu(samples, new Scalar(0, 1000), new Scalar(65535, 1200));
        return samples;
    }

    private void WriteRaw(Mat samples)
    {
        using var floats = new Mat();
        samples.ConvertTo(floats, MatType.CV_32FC2);
        floats.GetArray(out Vec2f[] pixels);
        File.WriteAllBytes(_folder["samples.raw"], System.Runtime.InteropServices.MemoryMarshal.AsBytes<Vec2f>(pixels).ToArray());
    }
}
