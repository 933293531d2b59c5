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

    public int PendingImages => Volatile.Read(ref _images);

    /// <summary>Disposing the permit gives its pixels back, once.</summary>
    public Outcome<IDisposable> Admit(long pixels)
    {
        if (pixels > options.MaxPendingPixels)
        {
            return new Failure(FailureKind.TooLarge, $"The image has {pixels} pixels; this service works on at most {options.MaxPendingPixels} at once.")
            {
                Field = "image", Limit = $"{options.MaxPendingPixels} pixels", Value = $"{pixels} pixels",
            };
        }

        lock (_lock)
        {
            if (_images >= options.MaxPendingImages || _pixels + pixels > options.MaxPendingPixels)
                return Full();
            _pixels += pixels;
            _images++;
        }

        return new Permit(this, pixels);
    }

    private static Failure Full() => new(FailureKind.Overloaded, "Too many images are being worked on; try again shortly.")
    {
        RetryAfter = TimeSpan.FromSeconds(1),
    };

    private void Release(long pixels)
    {
        lock (_lock)
        {
            _pixels -= pixels;
            _images--;
        }
    }

    private sealed class Permit(PixelBudget budget, long pixels) : IDisposable
    {
        private int _released;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _released, 1) == 0)
                budget.Release(pixels);
        }
    }
}
