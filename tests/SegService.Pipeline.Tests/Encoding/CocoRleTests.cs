using System.Buffers;
using SegService.Pipeline.Encoding;

namespace SegService.Pipeline.Tests.Encoding;

public sealed class CocoRleTests
{
    // By hand: counts 4 3 2 1 are written as 4 3 2 and 1 - 3 = -2, which is the group 30.
    [Theory]
    [InlineData("", 9, "9")]
    [InlineData("0+9", 9, "09")]
    [InlineData("4+3", 7, "43")]
    [InlineData("4+3 9+1", 10, "432N")]
    [InlineData("15+16", 47, "?`0`0")] // 16 needs a second group, or it would read as -16
    [InlineData("0+1024", 1024, "0PP1")]
    public void Counts_are_written_as_groups_of_five_bits(string runs, int pixels, string expected) =>
        Assert.Equal(expected, Write(Parse(runs), pixels));

    private static PixelRun[] Parse(string runs) =>
    [
        .. runs.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(run => run.Split('+')).Select(run => new PixelRun(1, int.Parse(run[0]), int.Parse(run[1]))),
    ];

    private static string Write(PixelRun[] runs, int pixels)
    {
        var buffer = new ArrayBufferWriter<byte>();
        CocoRle.Write(runs, pixels, buffer);
        return System.Text.Encoding.ASCII.GetString(buffer.WrittenSpan);
    }
}
