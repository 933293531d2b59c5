using System.Buffers;
using System.Globalization;
using SegService.Pipeline.Postprocessing;

namespace SegService.Pipeline.Encoding;

/// <summary>
/// The run-length encoding of the 2018 Data Science Bowl: pixels numbered from 1, top to bottom, then left to right;
/// <c>start length</c> pairs in increasing order.
/// </summary>
public static class KaggleRle
{
    public static InstanceRuns Encode(LabelImage labels) => InstanceRuns.Of(labels);

    /// <summary>"1 3 10 2": one instance's runs as text.</summary>
    public static string ToText(ReadOnlySpan<PixelRun> runs)
    {
        var buffer = new ArrayBufferWriter<byte>();
        Write(runs, buffer);
        return System.Text.Encoding.ASCII.GetString(buffer.WrittenSpan);
    }

    /// <summary>As <see cref="ToText"/>, in ASCII, into a buffer that is used again for the next instance.</summary>
    public static void Write(ReadOnlySpan<PixelRun> runs, ArrayBufferWriter<byte> buffer)
    {
        buffer.ResetWrittenCount();
        foreach (var run in runs)
        {
            WriteNumber(run.Start + 1, buffer);
            WriteNumber(run.Length, buffer);
        }
    }

    /// <summary>
    /// Paints instances into one label image, each a text of <c>start length</c> pairs; an empty text is no instance. Fails
    /// (InvalidParameter) where a text is malformed, leaves the image or overlaps another instance.
    /// </summary>
    public static Outcome<LabelImage> Decode(int width, int height, IEnumerable<string> instances)
    {
        var labels = new int[checked(width * height)];
        var id = 0;
        foreach (var text in instances)
        {
            if (!TryPaint(text, ++id, height, labels))
                return new Failure(FailureKind.InvalidParameter,
                    $"The run-length encoding of instance {id} is malformed, leaves the image or overlaps another instance.")
                {
                    Limit = $"pixels 1 to {labels.Length}",
                };
        }

        return LabelImage.Adopt(width, height, labels);
    }

    private static void WriteNumber(int number, ArrayBufferWriter<byte> buffer)
    {
        if (buffer.WrittenCount > 0)
            buffer.Write(" "u8);
        number.TryFormat(buffer.GetSpan(11), out var written, provider: CultureInfo.InvariantCulture);
        buffer.Advance(written);
    }

    private static bool TryPaint(ReadOnlySpan<char> text, int id, int height, int[] labels)
    {
        int? start = null;
        foreach (var range in text.Split(' '))
        {
            if (text[range].IsEmpty)
                continue;
            if (!int.TryParse(text[range], NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number == 0)
                return false;
            if (start is null)
                start = number;
            else if (!TryPaint(start.Value - 1, number, id, height, labels))
                return false;
            else
                start = null;
        }

        return start is null;
    }

    private static bool TryPaint(int start, int length, int id, int height, int[] labels)
    {
        if (start > labels.Length - length)
            return false;
        var width = labels.Length / height;
        for (var number = start; number < start + length; number++)
        {
            ref var label = ref labels[(number % height * width) + (number / height)];
            if (label != 0)
                return false;
            label = id;
        }

        return true;
    }
}
