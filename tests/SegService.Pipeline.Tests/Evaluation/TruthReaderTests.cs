using System.Text;
using OpenCvSharp;
using SegService.Pipeline.Decoding;
using SegService.Pipeline.Encoding;
using SegService.Pipeline.Evaluation;
using SegService.Pipeline.Postprocessing;
using SegService.Pipeline.Tests.Encoding;

namespace SegService.Pipeline.Tests.Evaluation;

public sealed class TruthReaderTests
{
    private static readonly TruthReader Reader = new(new ImageDecoder(new DecodingLimits()));

    [Theory]
    [MemberData(nameof(Scenes.Names), MemberType = typeof(Scenes))]
    public void What_the_service_writes_is_read_back(string scene)
    {
        var labels = Scenes.Of(scene);
        var result = Scenes.Result(labels);

        foreach (var format in new[] { "labels-png", "labels-tiff", "csv" })
            Assert.Equal(labels.Labels, Read(Scenes.Encode(format, result), labels.Width, labels.Height).Value.Labels);
    }

    [Theory]
    [InlineData(".png")]
    [InlineData(".tif")]
    public void Eight_bit_labels_are_read_whatever_their_ids(string extension)
    {
        using var labels = Mat.FromPixelData(1, 3, MatType.CV_8UC1, new byte[] { 0, 200, 7 });

        Assert.Equal([0, 1, 2], Read(labels.ToBytes(extension), 3, 1).Value.Labels);
    }

    [Fact]
    public void Labels_of_another_size_are_refused_with_both_sizes()
    {
        var failure = Read(Png(new ushort[] { 0, 1 }), 2, 2).Failure!;

        Assert.Equal((FailureKind.InvalidParameter, "truth", "2 x 2 pixels", "2 x 1 pixels"), (failure.Kind, failure.Field, failure.Limit, failure.Value));
    }

    [Theory]
    [InlineData(0.5f)]
    [InlineData(-1f)]
    [InlineData(1e9f)]
    public void Values_that_are_no_ids_are_refused(float value)
    {
        using var labels = Mat.FromPixelData(1, 2, MatType.CV_32FC1, new[] { 0, value });

        Assert.Equal((FailureKind.InvalidParameter, "0 to 16777216"), Kind(Read(labels.ToBytes(".tif"), 2, 1)));
    }

    [Fact]
    public void Colours_are_no_labels()
    {
        using var colours = new Mat(1, 2, MatType.CV_8UC3, Scalar.Red);

        Assert.Equal((FailureKind.InvalidParameter, "1 channel"), Kind(Read(colours.ToBytes(".png"), 2, 1)));
    }

    [Fact]
    public void Formats_that_lose_ids_are_refused()
    {
        using var labels = new Mat(1, 2, MatType.CV_8UC1, new Scalar(1));

        Assert.Equal(FailureKind.UnsupportedFormat, Read(labels.ToBytes(".jpg"), 2, 1).Failure?.Kind);
    }

    [Theory]
    [InlineData("no image", FailureKind.UnsupportedFormat)]
    [InlineData("", FailureKind.Unreadable)]
    public void What_is_neither_image_nor_table_is_refused(string text, FailureKind kind) => Assert.Equal(kind, Csv(text).Failure?.Kind);

    [Fact]
    public void A_truncated_png_is_unreadable() => Assert.Equal(FailureKind.Unreadable, Read(Png(new ushort[] { 0, 1 })[..^20], 2, 1).Failure?.Kind);

    [Theory]
    [InlineData("ImageId,EncodedPixels\nx,1 1\nx,3 2\n", 1, 2, 0, 2)] // pixels 1 3 / 2 4, column-major
    [InlineData("Usage,EncodedPixels,ImageId\r\nPublic,4 1,x", 0, 0, 0, 1)]
    [InlineData("ImageId,EncodedPixels\nx,\n", 0, 0, 0, 0)]
    [InlineData("ImageId,EncodedPixels\nother,1 4\nme,2 1\n", 0, 0, 1, 0)]
    public void A_table_gives_each_of_the_images_rows_an_instance(string text, params int[] labels) => Assert.Equal(labels, Csv(text).Value.Labels);

    [Theory]
    [InlineData("ImageId,EncodedPixels\nx,1 2\nx,2 1\n")] // overlap
    [InlineData("ImageId,EncodedPixels\nx,4 2\n")] // leaves the image
    [InlineData("ImageId,EncodedPixels\nx,0 1\n")]
    [InlineData("ImageId,EncodedPixels\nx,1 1 2\n")] // odd
    [InlineData("ImageId,EncodedPixels\nx,one 1\n")]
    [InlineData("ImageId,EncodedPixels\nx,1 2147483647\n")]
    public void Run_lengths_that_are_none_are_refused(string text) => Assert.Equal((FailureKind.InvalidParameter, "pixels 1 to 4"), Kind(Csv(text)));

    [Theory]
    [InlineData("ImageId,EncodedPixels\n")] // no row
    [InlineData("Image,EncodedPixels\nx,1 1\n")]
    [InlineData("ImageId,EncodedPixels\nx,1 1\ny,1 1\n")] // of two images, neither this one
    public void A_table_that_does_not_say_which_rows_count_is_refused(string text) =>
        Assert.Equal((FailureKind.InvalidParameter, "ImageId,EncodedPixels"), Kind(Csv(text)));

    [Theory]
    [InlineData("ImageId,EncodedPixels\nx,\"1 1\n")]
    [InlineData("ImageId,EncodedPixels\nx\n")]
    public void A_malformed_table_is_unreadable(string text) => Assert.Equal(FailureKind.Unreadable, Csv(text).Failure?.Kind);

    [Fact]
    public void Rows_are_bounded()
    {
        var text = new StringBuilder("ImageId,EncodedPixels\n").Insert("ImageId,EncodedPixels\n".Length, "x,\n", 1_000_001).ToString();

        Assert.Equal((FailureKind.TooLarge, "1000000 rows"), Kind(Csv(text)));
    }

    private static Outcome<LabelImage> Csv(string text) => Read(System.Text.Encoding.UTF8.GetBytes(text), 2, 2);

    private static Outcome<LabelImage> Read(byte[] bytes, int width, int height)
    {
        var outcome = Reader.Read(bytes, width, height, "me");
        Assert.Equal(outcome.Succeeded ? null : "truth", outcome.Failure?.Field);
        return outcome;
    }

    private static (FailureKind?, string?) Kind(Outcome<LabelImage> outcome) => (outcome.Failure?.Kind, outcome.Failure?.Limit);

    private static byte[] Png(ushort[] row)
    {
        using var labels = Mat.FromPixelData(1, row.Length, MatType.CV_16UC1, row);
        return labels.ToBytes(".png");
    }
}
