using System.Numerics.Tensors;
using SegService.Pipeline.Pooling;

namespace SegService.Pipeline.Postprocessing;

/// <summary>
/// An instance segmentation: one int32 label per pixel, 0 = background, 1..<see cref="Count"/> = instances in the order
/// of each instance's first pixel in row-major order. Labels that were rented go back on dispose and must not be kept.
/// </summary>
public sealed class LabelImage : IDisposable
{
    private readonly bool _rented;
    private int[]? _labels;

    private LabelImage(int width, int height, int[] labels, int count, bool rented) =>
        (Width, Height, _labels, Count, _rented) = (width, height, labels, count, rented);

    public int Width { get; }

    public int Height { get; }

    /// <summary>Row-major, length <see cref="Width"/> x <see cref="Height"/>.</summary>
    public int[] Labels => _labels ?? throw new ObjectDisposedException(nameof(LabelImage));

    public int Count { get; }

    public int this[int x, int y] => Labels[(y * Width) + x];

    public ReadOnlySpan<int> Row(int y) => Labels.AsSpan(y * Width, Width);

    /// <summary>As <see cref="Adopt(int, int, int[])"/>, of an array of the pool, which it goes back to.</summary>
    internal static LabelImage AdoptRented(int width, int height, int[] labels) => Renumber(width, height, labels, rented: true, out _);

    /// <summary>
    /// Takes ownership of <paramref name="labels"/> (row-major; any non-negative ids, gaps allowed) and renumbers them in
    /// place to 1..count by first pixel in row-major order.
    /// </summary>
    /// <exception cref="ArgumentException">The array's length is not width x height, or a label is negative.</exception>
    public static LabelImage Adopt(int width, int height, int[] labels) => Renumber(width, height, labels, rented: false, out _);

    /// <summary>The same labels in memory of their own, which outlives this.</summary>
    public LabelImage Copy() => new(Width, Height, [.. Labels], Count, rented: false);

    /// <summary>Rented labels go back; others stay.</summary>
    public void Dispose()
    {
        if (_rented && Interlocked.Exchange(ref _labels, null) is { } labels)
            PlanePool<int>.Shared.Return(labels);
    }

    /// <summary>As <see cref="Adopt(int, int, int[])"/>, and tells each label's new number.</summary>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    /// <param name="labels">Renumbered in place.</param>
    /// <param name="ids">By label as it was; 0 where no pixel had it.</param>
    internal static LabelImage Adopt(int width, int height, int[] labels, out int[] ids) => Renumber(width, height, labels, rented: false, out ids);

    private static LabelImage Renumber(int width, int height, int[] labels, bool rented, out int[] ids)
    {
        if (labels.Length != checked(width * height))
            throw new ArgumentException($"{labels.Length} labels for {width} x {height} pixels.", nameof(labels));

        if (labels.AsSpan().IndexOfAnyInRange(int.MinValue, -1) >= 0)
            throw new ArgumentException("Labels are not negative.", nameof(labels));

        ids = new int[labels.Length == 0 ? 1 : TensorPrimitives.Max<int>(labels) + 1];
        var count = 0;
        foreach (var (label, start, end) in new LabelStretches(labels))
        {
            if (ids[label] == 0)
                ids[label] = ++count;
            labels.AsSpan(start..end).Fill(ids[label]);
        }

        return new LabelImage(width, height, labels, count, rented);
    }
}
