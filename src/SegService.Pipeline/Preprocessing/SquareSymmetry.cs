using OpenCvSharp;

namespace SegService.Pipeline.Preprocessing;

/// <summary>
/// The eight symmetries of the square (the dihedral group D4): an optional transpose followed by optional flips. Test-time
/// augmentation predicts under each and averages what comes back.
/// </summary>
public readonly record struct SquareSymmetry(bool Transpose, bool FlipX, bool FlipY)
{
    /// <summary>The identity alone.</summary>
    public static IReadOnlyList<SquareSymmetry> Identity { get; } = [default];

    /// <summary>The identity, and left and right exchanged.</summary>
    public static IReadOnlyList<SquareSymmetry> Mirror { get; } = [default, new(false, FlipX: true, false)];

    /// <summary>All eight; the identity first.</summary>
    public static IReadOnlyList<SquareSymmetry> All { get; } =
        [.. from i in Enumerable.Range(0, 8) select new SquareSymmetry((i & 4) != 0, (i & 1) != 0, (i & 2) != 0)];

    /// <summary>Those of test-time augmentation, or the identity.</summary>
    public static IReadOnlyList<SquareSymmetry> For(bool tta) => tta ? All : Identity;

    /// <summary>Undoes this one: without a transpose it is its own inverse, with one the flips change places.</summary>
    public SquareSymmetry Inverse => Transpose ? new SquareSymmetry(true, FlipY, FlipX) : this;

    /// <summary>Transforms every plane; the result is C x W x H where the symmetry transposes.</summary>
    public ModelInput Apply(ModelInput input)
    {
        var result = Transpose
            ? new ModelInput(input.Channels, input.Width, input.Height)
            : new ModelInput(input.Channels, input.Height, input.Width);
        for (var channel = 0; channel < input.Channels; channel++)
            Apply(input.Plane(channel), input.Width, input.Height, result.Plane(channel));
        return result;
    }

    /// <summary>Transforms one row-major plane of <paramref name="width"/> x <paramref name="height"/>.</summary>
    public void Apply(Memory<float> source, int width, int height, Memory<float> target)
    {
        var (outWidth, outHeight) = Transpose ? (height, width) : (width, height);
        using var pinnedSource = source.Pin();
        using var pinnedTarget = target.Pin();
        using var from = View(pinnedSource, height, width);
        using var to = View(pinnedTarget, outHeight, outWidth);
        if (Transpose)
            Cv2.Transpose(from, to);
        else
            from.CopyTo(to);
        if (FlipX || FlipY)
            Cv2.Flip(to, to, FlipX && FlipY ? FlipMode.XY : FlipX ? FlipMode.Y : FlipMode.X);
    }

    private static unsafe Mat View(System.Buffers.MemoryHandle plane, int rows, int columns) =>
        Mat.FromPixelData(rows, columns, MatType.CV_32FC1, (nint)plane.Pointer);
}
