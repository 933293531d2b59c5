using OpenCvSharp;
using SegService.Pipeline.Decoding;

namespace SegService.Pipeline.Tests.Decoding;

/// <summary>The decoder with its default limits, and what the tests ask of its answers.</summary>
internal static class Decode
{
    public static readonly ImageDecoder Decoder = new(new DecodingLimits());

    public static DecodedImage Image(byte[] bytes, int page = 0, int? channel = null)
    {
        var outcome = Decoder.Decode(bytes, page, channel);
        Assert.True(outcome.Succeeded, outcome.Failure?.Detail);
        return outcome.Value;
    }

    public static Failure Refused(byte[] bytes, FailureKind kind, int page = 0, int? channel = null)
    {
        var outcome = Decoder.Decode(bytes, page, channel);
        if (outcome.Succeeded)
            outcome.Value.Dispose();
        Assert.NotNull(outcome.Failure);
        Assert.Equal(kind, outcome.Failure.Kind);
        Assert.NotNull(outcome.Failure.Field);
        return outcome.Failure;
    }

    public static byte[] Fixture(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Decoding", "Fixtures", name));

    public static void AssertEqual(Mat expected, Mat actual)
    {
        Assert.Equal((expected.Size(), expected.Type()), (actual.Size(), actual.Type()));
        Assert.Equal(0, Cv2.Norm(expected, actual, NormTypes.INF));
    }
}
