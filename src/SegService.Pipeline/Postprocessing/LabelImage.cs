namespace SegService.Pipeline.Postprocessing;

/// <summary>
/// An instance segmentation: one int32 label per pixel, 0 = background, 1..<see cref="Count"/> = instances in the order
/// of each instance's first pixel in row-major order.
/// </summary>
public sealed class LabelImage
{
    private LabelImage(int width, int height, int[] labels, int count) =>
        (Width, Height, Labels, Count) = (width, height, labels, count);

    public int Width { get; }

    public int Height { get; }

    /// <summary>Row-major, length <see cref="Width"/> x <see cref="Height"/>.</summary>
    public int[] Labels { get; }

    public int Count { get; }

    public int this[int x, int y] => Labels[(y * Width) + x];

    public ReadOnlySpan<int> Row(int y) => Labels.AsSpan(y * Width, Width);

    /// <summary>
    /// Takes ownership of <paramref name="labels"/> (row-major; any non-negative ids, gaps allowed) and renumbers them in
    /// place to 1..count by first pixel in row-major order.
    /// </summary>
    /// <exception cref="ArgumentException">The array's length is not width x height, or a label is negative.</exception>
    public static LabelImage Adopt(int width, int height, int[] labels)
    {
        if (labels.Length != checked(width * height))
            throw new ArgumentException($"{labels.Length} labels for {width} x {height} pixels.", nameof(labels));

        var max = 0;
        foreach (var label in labels)
        {
            if (label < 0)
                throw new ArgumentException("Labels are not negative.", nameof(labels));
            max = Math.Max(max, label);
        }

        var renumbered = new int[max + 1];
        var count = 0;
        for (var i = 0; i < labels.Length; i++)
        {
            var label = labels[i];
            if (label == 0)
                continue;
            if (renumbered[label] == 0)
                renumbered[label] = ++count;
            labels[i] = renumbered[label];
        }

        return new LabelImage(width, height, labels, count);
    }
}
