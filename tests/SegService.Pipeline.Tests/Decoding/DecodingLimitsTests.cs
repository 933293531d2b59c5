using SegService.Pipeline.Decoding;

namespace SegService.Pipeline.Tests.Decoding;

public sealed class DecodingLimitsTests
{
    private static readonly ImageInfo Info = new(ImageFormat.Tiff, 100, 50, 4, 16, Pages: 3);

    [Fact]
    public void An_image_within_the_limits_passes() => Assert.Null(new ImageDecoder(new DecodingLimits()).Check(Info));

    [Theory]
    [MemberData(nameof(Exceeded))]
    public void Each_limit_is_named_with_the_value_that_exceeds_it(DecodingLimits limits, string limit, string value)
    {
        var failure = new ImageDecoder(limits).Check(Info);

        Assert.NotNull(failure);
        Assert.Equal((FailureKind.TooLarge, "image", limit, value), (failure.Kind, failure.Field, failure.Limit, failure.Value));
    }

    public static TheoryData<DecodingLimits, string, string> Exceeded => new()
    {
        { new() { MaxDimension = 99 }, "99 pixels along one side", "100 pixels along one side" },
        { new() { MaxPixels = 4999 }, "4999 pixels", "5000 pixels" },
        { new() { MaxChannels = 3 }, "3 channels", "4 channels" },
        { new() { MaxPages = 2 }, "2 pages", "3 pages" },
        { new() { MaxDecodedBytes = 39_999 }, "39999 bytes when decoded", "40000 bytes when decoded" },
    };
}
