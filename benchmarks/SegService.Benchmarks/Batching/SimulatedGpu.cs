namespace SegService.Benchmarks.Batching;

/// <summary>
/// A device as its latency curve: a batch takes a fixed time (launches, copies, layers too small to fill the device) and some more
/// for each tile. The curves are assumptions about two kinds of device, not measurements of one.
/// </summary>
/// <param name="Name">For the report.</param>
/// <param name="Fixed">Microseconds of any batch.</param>
/// <param name="PerTile">Microseconds of each tile in it.</param>
internal sealed record SimulatedGpu(string Name, long Fixed, long PerTile)
{
    public const int BatchTiles = 8;

    /// <summary>A small one is busy with a single tile already.</summary>
    public static readonly SimulatedGpu Small = new("small GPU", 4_000, 6_000);

    /// <summary>A large one is hardly busier with eight tiles than with one.</summary>
    public static readonly SimulatedGpu Large = new("large GPU", 4_500, 500);

    /// <summary>Tiles a second of one device in full batches.</summary>
    public double Capacity => PerSecond(BatchTiles);

    public long Latency(int tiles) => Fixed + (PerTile * tiles);

    public double PerSecond(int tiles) => 1e6 * tiles / Latency(tiles);
}
