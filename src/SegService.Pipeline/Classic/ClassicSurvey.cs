using OpenCvSharp;
using SegService.Pipeline.Decoding;

namespace SegService.Pipeline.Classic;

/// <summary>
/// Finds out about a whole image what <see cref="ClassicSegmenter"/> does of an image that it holds, in two passes over its rows.
/// </summary>
internal sealed class ClassicSurvey(RgbPage page, CancellationToken cancellation)
{
    private const int BandRows = 256;

    /// <summary>More than smoothing reaches.</summary>
    private const int Halo = 8;

    /// <summary>Pixels along the longer side that show which way nuclei differ from the ground.</summary>
    private const int PolaritySide = 1024;

    /// <summary>The caller disposes the scene.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public Outcome<ClassicScene> Run()
    {
        if (!HasBrightGround().TryGet(out var bright, out var failure))
            return failure;
        var sample = new PixelSample(page.Width, page.Height);
        if (!Ground(bright, sample).TryGet(out var ground, out failure))
            return failure;
        var scene = new ClassicScene(bright, ground);
        for (var top = 0; top < page.Height; top += BandRows)
        {
            using var background = scene.Background(new Rect(0, top, page.Width, Math.Min(BandRows, page.Height - top)));
            sample.Subtract(background, top);
        }

        scene.Range = SignalRange.EstimateFrom(sample.Values, scene.Recipe);
        return scene;
    }

    private Outcome<bool> HasBrightGround()
    {
        var factor = 1 + ((Math.Max(page.Width, page.Height) - 1) / PolaritySide);
        var bands = Bands(Math.Max(1, BandRows / factor) * factor, 0, (rgb, _) => Reduced(rgb, factor));
        if (!bands.TryGet(out var small, out var failure))
            return failure;
        using (small)
            return NuclearSignal.HasBrightGround(small);
    }

    private Outcome<Mat> Ground(bool bright, PixelSample sample)
    {
        var recipe = ClassicRecipe.For(bright);
        var bands = Bands(BandRows, Halo, (rgb, band) =>
        {
            using var smoothed = NuclearSignal.Smoothed(rgb, bright, recipe);
            using var own = smoothed[band.First, band.End, 0, page.Width];
            sample.Take(own, band.Top);
            return Reduced(own, NuclearSignal.BackgroundZoom);
        });
        if (bands.TryGet(out var ground, out _))
            NuclearSignal.Lower(ground, recipe);
        return bands;
    }

    /// <summary>What each band becomes, one below the other.</summary>
    /// <param name="rows">Of a band.</param>
    /// <param name="halo">Rows above and below it that are shown with it.</param>
    /// <param name="reduce">Is given a band with its halo, the row of the image at which it begins, and its own rows among those shown.</param>
    private Outcome<Mat> Bands(int rows, int halo, Func<Mat, (int Top, int First, int End), Mat> reduce)
    {
        using var band = new RgbBand(page);
        var parts = new List<Mat>();
        try
        {
            for (var top = 0; top < page.Height; top += rows)
            {
                cancellation.ThrowIfCancellationRequested();
                var bottom = Math.Min(page.Height, top + rows);
                var (first, end) = (Math.Max(0, top - halo), Math.Min(page.Height, bottom + halo));
                if (!band.Move(first, end).TryGet(out var rgb, out var failure))
                    return failure;
                using (rgb)
                    parts.Add(reduce(rgb, (top, top - first, bottom - first)));
            }

            var all = new Mat();
            Cv2.VConcat(parts, all);
            return all;
        }
        finally
        {
            parts.ForEach(part => part.Dispose());
        }
    }

    /// <summary>Means of squares of pixels; what is left over at the right and below is left out.</summary>
    private static Mat Reduced(Mat image, int factor)
    {
        var size = new Size(Math.Max(1, image.Width / factor), Math.Max(1, image.Height / factor));
        using var whole = image[0, Math.Min(image.Height, size.Height * factor), 0, Math.Min(image.Width, size.Width * factor)];
        var reduced = new Mat();
        Cv2.Resize(whole, reduced, size, 0, 0, InterpolationFlags.Area);
        return reduced;
    }
}
