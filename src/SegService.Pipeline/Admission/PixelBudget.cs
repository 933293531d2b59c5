namespace SegService.Pipeline.Admission;

/// <summary>
/// Admission before decoding: decoded pixels are the costly memory, so each image takes as many permits as it has pixels, known
/// from its header. Full means an immediate refusal, never a wait.
/// </summary>
public sealed class PixelBudget(AdmissionOptions options)
{
    private readonly Lock _lock = new();
    private long _pixels;
    private int _images;

    /// <summary>Pixels admitted and not yet released.</summary>
    public long PendingPixels => Interlocked.Read(ref _pixels);

    /// <summary>Pixels that may be admitted together.</summary>
    public long MaxPixels => options.MaxPendingPixels;

    /// <summary>Images that may be admitted together.</summary>
    public int MaxImages => options.MaxPendingImages;

    public int PendingImages => Volatile.Read(ref _images);

    /// <summary>Disposing the permit gives its pixels back, once.</summary>
    /// <param name="pixels">Of the image.</param>
    /// <param name="pixelsPerPermit">Where more than one, each counts as the fraction of a pixel.</param>
    public Outcome<IDisposable> Admit(long pixels, int pixelsPerPermit = 1) =>
        pixels / pixelsPerPermit <= options.MaxPendingPixels ? Take(pixels / pixelsPerPermit, images: 1) : TooLarge("image", pixels, pixelsPerPermit);

    /// <summary>What an admitted image takes beyond its own pixels while it is worked on at <paramref name="zoom"/>; nothing up to 1.</summary>
    public Outcome<IDisposable> AdmitZoom(long pixels, double zoom)
    {
        var zoomed = (long)(pixels * Math.Max(1, zoom * zoom));
        return zoomed <= options.MaxPendingPixels ? Take(zoomed - pixels, images: 0) : TooLarge("scale", zoomed);
    }

    private Outcome<IDisposable> Take(long pixels, int images)
    {
        lock (_lock)
        {
            if (_images + images > options.MaxPendingImages || _pixels + pixels > options.MaxPendingPixels)
                return Full();
            _pixels += pixels;
            _images += images;
        }

        return new Permit(this, pixels, images);
    }

    private Failure TooLarge(string field, long pixels, int pixelsPerPermit = 1) =>
        new(FailureKind.TooLarge, $"The image has {pixels} pixels{(field == "scale" ? " at that scale" : "")}; this service works on at most {options.MaxPendingPixels * pixelsPerPermit} at once.")
        {
            Field = field, Limit = $"{options.MaxPendingPixels * pixelsPerPermit} pixels", Value = $"{pixels} pixels",
        };

    private static Failure Full() => new(FailureKind.Overloaded, "Too many images are being worked on; try again shortly.")
    {
        RetryAfter = TimeSpan.FromSeconds(1),
    };

    private void Release(long pixels, int images)
    {
        lock (_lock)
        {
            _pixels -= pixels;
            _images -= images;
        }
    }

    private sealed class Permit(PixelBudget budget, long pixels, int images) : IDisposable
    {
        private int _released;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _released, 1) == 0)
                budget.Release(pixels, images);
        }
    }
}
