using BenchmarkDotNet.Attributes;
using SegService.Benchmarks.Service;
using SegService.Pipeline.Preprocessing.Tiling;

namespace SegService.Benchmarks.Stages;

/// <summary>
/// What the network takes for an image of 1024 x 1024, in the tiles the service cuts it into: by the kernel that the service runs, which is the
/// measure of the stages around it, by ONNX Runtime, and in 8 bits.
/// </summary>
public class NetworkOfOneImage
{
    public const int Side = 1024;

    private RawInference _onnxRuntime = null!;
    private RawInference _eightBits = null!;
    private ServiceKernel _kernel = null!;
    private int _tiles;

    [GlobalSetup]
    public void Load()
    {
        var options = new Pipeline.Inference.InferenceOptions();
        var grid = TileGrid.Cut(Side, Side, 16, options.MaxTileSide, options.TileOverlap);
        _tiles = grid.Count;
        var bundle = Path.Combine("models", "unet-extended");
        _onnxRuntime = new RawInference(bundle, grid.Rows.Side, grid.Columns.Side);
        _eightBits = new RawInference(bundle + "-int8", grid.Rows.Side, grid.Columns.Side);
        _kernel = new ServiceKernel(bundle, grid.Rows.Side, grid.Columns.Side);
    }

    [GlobalCleanup]
    public void CleanUp()
    {
        _onnxRuntime.Dispose();
        _eightBits.Dispose();
        _kernel.Dispose();
    }

    [Benchmark]
    public void Kernel()
    {
        for (var tile = 0; tile < _tiles; tile++)
            _kernel.Run();
    }

    [Benchmark]
    public void OnnxRuntime()
    {
        for (var tile = 0; tile < _tiles; tile++)
            _onnxRuntime.Run();
    }

    [Benchmark]
    public void EightBits()
    {
        for (var tile = 0; tile < _tiles; tile++)
            _eightBits.Run();
    }
}
