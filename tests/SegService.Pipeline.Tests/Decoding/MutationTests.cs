using OpenCvSharp;
using SegService.Pipeline.Decoding;
using SegService.TestKit;

namespace SegService.Pipeline.Tests.Decoding;

/// <summary>Damaged files of every kind, the same ones on each run: an answer or a Failure, never an exception.</summary>
public sealed class MutationTests
{
    private const int Mutants = 600;

    private static readonly ImageDecoder Small = new(new DecodingLimits { MaxPixels = 1 << 20, MaxDecodedBytes = 1 << 24 });

    [Theory]
    [InlineData(".png")]
    [InlineData(".jpg")]
    [InlineData(".webp")]
    [InlineData(".bmp")]
    public void Damaged_rasters_end_as_failures(string extension)
    {
        using var scene = SyntheticImages.Nuclei(24, 24, MatType.CV_8U, 3);
        Mutate(SyntheticImages.Encode(scene, extension), seed: extension.Length);
    }

    [Theory]
    [InlineData("grey8-strips.tif")]
    [InlineData("tiled-rgb-deflate.tif")]
    [InlineData("lzw-predictor2-big-endian.tif")]
    [InlineData("packbits.tif")]
    [InlineData("jpeg-ycbcr.tif")]
    [InlineData("bigtiff-big-endian.tif")]
    [InlineData("ome-zcyx.ome.tif")]
    [InlineData("palette.tif")]
    [InlineData("deflate-predictor3.tif")]
    [InlineData("cmyk.jpg")]
    public void Damaged_fixtures_end_as_failures(string name) => Mutate(Decode.Fixture(name), seed: name.Length);

    private static void Mutate(byte[] valid, int seed)
    {
        var random = new Random(seed);
        for (var mutant = 0; mutant < Mutants; mutant++)
        {
            var bytes = valid.ToArray();
            // Headers and directories are where damage is interesting: half of it goes to the first or last 300 bytes.
            for (var change = random.Next(1, 5); change > 0; change--)
                bytes[Position(random, bytes.Length)] = (byte)random.Next(256);
            var outcome = Small.Decode(bytes, page: 0);
            if (outcome.Succeeded)
                outcome.Value.Dispose();
        }
    }

    private static int Position(Random random, int length) => random.Next(4) switch
    {
        0 => random.Next(Math.Min(300, length)),
        1 => length - 1 - random.Next(Math.Min(300, length)),
        _ => random.Next(length),
    };
}
