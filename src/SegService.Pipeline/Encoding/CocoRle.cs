using System.Buffers;

namespace SegService.Pipeline.Encoding;

/// <summary>
/// COCO's compressed run-length encoding, as pycocotools writes and reads it. Counts alternate between background and mask, column
/// by column, background first; from the fourth on each is taken relative to the one two before. A number is written in groups of
/// five bits, lowest first and sign-extended, each as one ASCII character: 48 + group, + 32 where more groups follow.
/// </summary>
public static class CocoRle
{
    private const int GroupBits = 5;
    private const int More = 32;
    private const int FirstCharacter = 48;

    /// <summary>The <c>counts</c> of one instance, into a buffer that is used again for the next.</summary>
    /// <param name="runs">The instance's runs in increasing order.</param>
    /// <param name="pixels">Width x height of the image.</param>
    /// <param name="buffer">Emptied first.</param>
    public static void Write(ReadOnlySpan<PixelRun> runs, int pixels, ArrayBufferWriter<byte> buffer)
    {
        buffer.ResetWrittenCount();
        var (end, background, mask) = (0, 0, 0);
        for (var i = 0; i < runs.Length; i++)
        {
            var gap = runs[i].Start - end;
            WriteNumber(i < 2 ? gap : gap - background, buffer);
            WriteNumber(i < 1 ? runs[i].Length : runs[i].Length - mask, buffer);
            (end, background, mask) = (runs[i].Start + runs[i].Length, gap, runs[i].Length);
        }

        if (end < pixels)
            WriteNumber(runs.Length < 2 ? pixels - end : pixels - end - background, buffer);
    }

    private static void WriteNumber(int number, ArrayBufferWriter<byte> buffer)
    {
        bool more;
        do
        {
            var group = number & ((1 << GroupBits) - 1);
            number >>= GroupBits;
            more = number != ((group & (1 << (GroupBits - 1))) == 0 ? 0 : -1);
            buffer.GetSpan(1)[0] = (byte)(FirstCharacter + group + (more ? More : 0));
            buffer.Advance(1);
        }
        while (more);
    }
}
