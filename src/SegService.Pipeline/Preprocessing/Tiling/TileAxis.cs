namespace SegService.Pipeline.Preprocessing.Tiling;

/// <summary>
/// One axis of an image cut into tiles of one side, taken from a short ladder of sides so that few shapes ever reach the network.
/// Neighbours overlap; in the middle of an overlap a ramp hands over from one tile to the next, and what lies nearer to a tile's
/// edge, where the network sees least context, is not used.
/// </summary>
public sealed class TileAxis
{
    private const int LadderStep = 64;

    private readonly int[] _starts;
    private TileAxis(int length, int side, int count, int ramp)
    {
        (Length, Side, Ramp) = (length, side, ramp);
        _starts = [.. Enumerable.Range(0, count).Select(k => count == 1 ? 0 : (int)((long)(length - side) * k / (count - 1)))];
    }

    /// <summary>Pixels of the image along this axis.</summary>
    public int Length { get; }

    /// <summary>Pixels of every tile along this axis; more than <see cref="Length"/> where the image must be padded.</summary>
    public int Side { get; }

    public int Count => _starts.Length;

    /// <summary>Pixels over which one tile hands over to the next.</summary>
    public int Ramp { get; }

    public int Start(int tile) => _starts[tile];

    /// <summary>The cut with the fewest pixels to run; of equals, the one with the fewest tiles.</summary>
    /// <param name="length">Pixels of the image, at least 1.</param>
    /// <param name="multiple">Sides are multiples of this.</param>
    /// <param name="maxSide">Sides are at most this, but at least one step of the ladder.</param>
    /// <param name="overlap">Neighbours share at least this many pixels; at most a quarter of <paramref name="maxSide"/>.</param>
    public static TileAxis Cut(int length, int multiple, int maxSide, int overlap)
    {
        var step = multiple * ((LadderStep + multiple - 1) / multiple);
        var largest = Math.Max(step, maxSide / step * step);
        var fewest = Math.Max(1, DivideUp(length - overlap, largest - overlap));
        var (side, count) = Candidates().MinBy(candidate => (long)candidate.Side * candidate.Count);
        return new TileAxis(length, side, count, overlap / 2);

        IEnumerable<(int Side, int Count)> Candidates() => from n in new[] { fewest, fewest + 1 }
                                                           select (step * DivideUp(DivideUp(length + ((n - 1) * overlap), n), step), n);
    }

    /// <summary>The tile's pixels that are used, as offsets within it.</summary>
    public Range Used(int tile) => (tile == 0 ? 0 : RampStart(tile - 1) - _starts[tile])
        ..(tile == Count - 1 ? Math.Min(Side, Length - _starts[tile]) : RampStart(tile) + Ramp - _starts[tile]);

    /// <summary>
    /// How much of the pixel at an offset within <see cref="Used"/> is this tile's (0..1), and how much belongs to the tiles before
    /// it; the rest belongs to those after it.
    /// </summary>
    public (float Own, float Earlier) Share(int tile, int offset)
    {
        var at = _starts[tile] + offset;
        if (tile > 0 && at < RampStart(tile - 1) + Ramp)
            return (HandedOver(at - RampStart(tile - 1)), 1 - HandedOver(at - RampStart(tile - 1)));
        return tile < Count - 1 && at >= RampStart(tile) ? (1 - HandedOver(at - RampStart(tile)), 0) : (1, 0);
    }

    private float HandedOver(int offset) => (offset + 1f) / (Ramp + 1);

    /// <summary>Where the handover from this tile to the next begins: the ramp lies in the middle of their overlap.</summary>
    private int RampStart(int tile) => (_starts[tile] + Side + _starts[tile + 1] - Ramp) / 2;

    private static int DivideUp(int value, int by) => (value + by - 1) / by;
}
