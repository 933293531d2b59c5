namespace SegService.Pipeline.Inference;

/// <summary>Recent speed and batch size: each batch weighs less the more batches came after it. Not thread-safe.</summary>
internal sealed class ThroughputMeter
{
    private const double Kept = 0.9;

    private double _pixels;
    private double _seconds;
    private double _tiles;
    private double _batches;

    /// <summary>Of one busy worker; null before the first batch.</summary>
    public double? PixelsPerSecond => _seconds > 0 ? _pixels / _seconds : null;

    /// <summary>Mean tiles in a batch; 0 before the first.</summary>
    public double TilesPerBatch => _batches > 0 ? _tiles / _batches : 0;

    public void Add(int tiles, long pixels, TimeSpan elapsed)
    {
        _pixels = (_pixels * Kept) + pixels;
        _seconds = (_seconds * Kept) + elapsed.TotalSeconds;
        _tiles = (_tiles * Kept) + tiles;
        _batches = (_batches * Kept) + 1;
    }
}
