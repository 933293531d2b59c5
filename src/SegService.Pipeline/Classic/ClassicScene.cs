using OpenCvSharp;

namespace SegService.Pipeline.Classic;

/// <summary>What classic takes from the whole of an image that it segments part by part. Owns the ground.</summary>
/// <param name="brightGround">Which way nuclei differ from the ground.</param>
/// <param name="ground">The image's background at a quarter of the resolution, CV_32F.</param>
internal sealed class ClassicScene(bool brightGround, Mat ground) : IDisposable
{
    private const int Zoom = NuclearSignal.BackgroundZoom;

    public ClassicRecipe Recipe { get; } = ClassicRecipe.For(brightGround);

    /// <summary>Where nuclei lie on the signal; null where the image shows nothing but ground.</summary>
    public SignalRange? Range { get; set; }

    /// <summary>The background of a part, as it is in that of the whole image.</summary>
    /// <param name="part">Begins at multiples of <see cref="NuclearSignal.BackgroundZoom"/>.</param>
    public Mat Background(Rect part)
    {
        var (left, right) = Cells(part.X, part.Width, ground.Width);
        var (top, bottom) = Cells(part.Y, part.Height, ground.Height);
        using var cells = ground[top, bottom, left, right];
        using var wide = new Mat();
        Cv2.Resize(cells, wide, new Size((right - left) * Zoom, (bottom - top) * Zoom), 0, 0, InterpolationFlags.Linear);
        var (x, y) = (part.X - (left * Zoom), part.Y - (top * Zoom));
        // At the image's edge up to three pixels have no cell.
        var (missingX, missingY) = (Math.Max(0, x + part.Width - wide.Width), Math.Max(0, y + part.Height - wide.Height));
        using var seen = wide[y, y + part.Height - missingY, x, x + part.Width - missingX];
        var background = new Mat();
        Cv2.CopyMakeBorder(seen, background, 0, missingY, 0, missingX, BorderTypes.Replicate | BorderTypes.Isolated);
        return background;
    }

    /// <summary>The signal of a part: row-major, background subtracted.</summary>
    public float[] Signal(Mat rgb, Rect part)
    {
        using var signal = NuclearSignal.Smoothed(rgb, brightGround, Recipe);
        using var background = Background(part);
        return NuclearSignal.Subtract(signal, background);
    }

    public void Dispose() => ground.Dispose();

    /// <summary>The cells a part is interpolated from: one more on either side than lie in it.</summary>
    private static (int First, int End) Cells(int start, int length, int cells) =>
        (Math.Clamp((start / Zoom) - 1, 0, cells - 1), Math.Min(cells, ((start + length + Zoom - 1) / Zoom) + 1));
}
