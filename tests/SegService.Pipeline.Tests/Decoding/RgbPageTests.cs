using OpenCvSharp;
using SegService.Pipeline.Decoding;
using SegService.TestKit;

namespace SegService.Pipeline.Tests.Decoding;

/// <summary>Rows read band by band are those of the whole picture.</summary>
public sealed class RgbPageTests
{
    public static TheoryData<string> Fixtures => [.. Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Decoding", "Fixtures")).Select(path => Path.GetFileName(path)!)];

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void Every_file_that_can_be_decoded_has_the_same_rows_in_bands_of_any_size(string name)
    {
        var bytes = Decode.Fixture(name);
        var opened = Decode.Decoder.Open(bytes);
        if (!Decode.Decoder.Decode(bytes).TryGet(out var image, out var failure))
        {
            Assert.Equal(failure.Kind, (opened.Failure ?? Read(opened.Value, 7).Failure)?.Kind);
            return;
        }

        using var page = opened.Value;
        using (image)
        {
            AssertRows(image, page, 7);
            AssertRows(image, page, 1000);
        }
    }

    [Theory]
    [InlineData(MatType.CV_8U, 4, null)]
    [InlineData(MatType.CV_16U, 1, null)]
    [InlineData(MatType.CV_16U, 3, null)]
    [InlineData(MatType.CV_16U, 3, 1)]
    public void Deep_and_many_channels_are_scaled_by_the_whole_page(int depth, int channels, int? channel)
    {
        using var scene = SyntheticImages.Nuclei(300, 600, depth, channels);
        using (var dark = scene[0, 256, 0, 300])
            Cv2.Multiply(dark, Scalar.All(0.3), dark);
        var tiff = SyntheticImages.Encode(scene, ".tif");

        using var image = Decode.Image(tiff, channel: channel);
        using var page = Decode.Decoder.Open(tiff, channel: channel).Value;

        AssertRows(image, page, 250);
    }

    [Fact]
    public void A_band_moves_down_the_page_and_may_skip_rows()
    {
        using var scene = SyntheticImages.Nuclei(64, 2000);
        var tiff = SyntheticImages.Encode(scene, ".tif");
        using var image = Decode.Image(tiff);
        using var page = Decode.Decoder.Open(tiff).Value;
        using var band = new RgbBand(page);

        foreach (var (top, bottom) in new[] { (0, 100), (50, 190), (60, 150), (900, 1400), (1400, 1410), (1405, 2000) })
        {
            using var expected = image.Rgb[top, bottom, 0, 64];
            using var actual = band.Move(top, bottom).Value;
            Decode.AssertEqual(expected, actual);
        }
    }

    private static void AssertRows(DecodedImage image, RgbPage page, int rows)
    {
        using var all = Read(page, rows).Value;
        Decode.AssertEqual(image.Rgb, all);
    }

    private static Outcome<Mat> Read(RgbPage page, int rows)
    {
        using var reader = page.Rows();
        var bands = new List<Mat>();
        for (var y = 0; y < page.Height; y += rows)
        {
            if (!reader.Read(Math.Min(rows, page.Height - y)).TryGet(out var band, out var failure))
                return failure;
            bands.Add(band);
        }

        var all = new Mat();
        Cv2.VConcat(bands, all);
        bands.ForEach(band => band.Dispose());
        return all;
    }
}
