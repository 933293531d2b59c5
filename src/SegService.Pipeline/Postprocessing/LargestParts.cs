namespace SegService.Pipeline.Postprocessing;

/// <summary>Makes instances connected (by edges) again where sampling has cut them apart: the largest part of each stays.</summary>
internal static class LargestParts
{
    /// <param name="labels">Row-major; pixels of smaller parts become background.</param>
    /// <param name="width">Pixels in a row.</param>
    public static void Keep(int[] labels, int width)
    {
        var parts = new int[labels.Length];
        var largest = new Dictionary<int, (int Part, int Area)>();
        var count = 0;
        for (var i = 0; i < labels.Length; i++)
        {
            if (labels[i] == 0 || parts[i] != 0)
                continue;
            var area = Fill(labels, width, parts, i, ++count);
            if (area > largest.GetValueOrDefault(labels[i]).Area)
                largest[labels[i]] = (count, area);
        }

        for (var i = 0; i < labels.Length; i++)
        {
            if (labels[i] != 0 && largest[labels[i]].Part != parts[i])
                labels[i] = 0;
        }
    }

    /// <summary>Numbers the part that <paramref name="seed"/> belongs to; returns its area.</summary>
    private static int Fill(int[] labels, int width, int[] parts, int seed, int part)
    {
        var (area, label, open) = (0, labels[seed], new Stack<int>([seed]));
        while (open.TryPop(out var pixel))
        {
            if (labels[pixel] != label || parts[pixel] != 0)
                continue;
            parts[pixel] = part;
            area++;
            if (pixel % width > 0)
                open.Push(pixel - 1);
            if (pixel % width < width - 1)
                open.Push(pixel + 1);
            if (pixel >= width)
                open.Push(pixel - width);
            if (pixel + width < labels.Length)
                open.Push(pixel + width);
        }

        return area;
    }
}
