using OpenCvSharp;
using SegService.Pipeline.Postprocessing;

namespace SegService.Pipeline.Encoding;

/// <summary>Paints instances' outlines: their pixels with a neighbour (above, below, left, right) of another label.</summary>
public static class Outlines
{
    /// <param name="image">H x W CV_8UC3; painted in place.</param>
    /// <param name="labels">The instances, of the same size.</param>
    /// <param name="color">The colour of an instance by its id, in the channel order of <paramref name="image"/>.</param>
    public static void Draw(Mat image, LabelImage labels, Func<int, Vec3b> color)
    {
        var pixels = image.AsRows<Vec3b>();
        for (var y = 0; y < labels.Height; y++)
        {
            var row = labels.Row(y);
            var above = labels.Row(Math.Max(y - 1, 0));
            var below = labels.Row(Math.Min(y + 1, labels.Height - 1));
            DrawRow(pixels[y], row, above, below, color);
        }
    }

    /// <summary>A bright colour, well apart from those of neighbouring ids: hues a golden angle apart.</summary>
    public static Vec3b Distinct(int id)
    {
        var hue = id * 0.61803398875 % 1 * 6;
        return new Vec3b(Channel(hue, 5), Channel(hue, 3), Channel(hue, 1));
    }

    private static void DrawRow(
        Span<Vec3b> pixels, ReadOnlySpan<int> row, ReadOnlySpan<int> above, ReadOnlySpan<int> below, Func<int, Vec3b> color)
    {
        for (var x = 0; x < row.Length; x++)
        {
            var id = row[x];
            if (id == 0)
                continue;
            var inside = above[x] == id && below[x] == id && row[Math.Max(x - 1, 0)] == id && row[Math.Min(x + 1, row.Length - 1)] == id;
            if (!inside)
                pixels[x] = color(id);
        }
    }

    // HSV to RGB at full value and a saturation of 0.8.
    private static byte Channel(double hue, int offset)
    {
        var k = (offset + hue) % 6;
        return (byte)Math.Round(255 * (1 - (0.8 * Math.Clamp(Math.Min(k, 4 - k), 0, 1))));
    }
}
