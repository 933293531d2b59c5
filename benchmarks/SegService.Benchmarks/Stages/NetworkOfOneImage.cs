using BenchmarkDotNet.Attributes;
using SegService.Benchmarks.Service;
using SegService.Pipeline.Preprocessing.Tiling;

namespace SegService.Benchmarks.Stages;

/// <summary>What the network takes for an image of 1024 x 1024, in the tiles the service cuts it into: the measure of the stages around it.</summary>
public class NetworkOfOneImage
{
    public const int Side = 1024;

    private RawInference _network = null!;
    private int _tiles;

    [GlobalSetup]
    public void Load()
    {
        var options = new Pipeline.Inference.InferenceOptions();
        var grid = TileGrid.Cut(Side, Side, 16, options.MaxTileSide, options.TileOverlap);
        _tiles = grid.Count;
        _network = new RawInference(Path.Combine("models", "unet-extended"), grid.Rows.Side, grid.Columns.Side);
    }

    [GlobalCleanup]
    public void CleanUp() => _network.Dispose();

    [Benchmark]
    public void Inference()
    {
        for (var tile = 0; tile < _tiles; tile++)
            _network.Run();
    }
}
