namespace SegService.Pipeline.Inference;

/// <summary>What a network gave for one tile. The receiver disposes it.</summary>
/// <param name="Maps">K x H x W.</param>
/// <param name="Started">Timestamp of the pool's clock when the tile's batch began to run.</param>
/// <param name="Finished">Timestamp when it ended.</param>
public sealed record TileResult(TileTensor Maps, long Started, long Finished) : IDisposable
{
    public void Dispose() => Maps.Dispose();
}
