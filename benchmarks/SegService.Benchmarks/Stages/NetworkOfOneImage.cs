using BenchmarkDotNet.Attributes;
using SegService.Benchmarks.Service;
using SegService.Pipeline.Inference;
using SegService.Pipeline.Preprocessing.Tiling;

namespace SegService.Benchmarks.Stages;

/// <summary>
/// What the network takes for an image of 1024 x 1024, in the tiles the service cuts it into: by the kernel that the service runs, which is the
/// measure of the stages around it, by ONNX Runtime, and in 8 bits.
/// </summary>
public class NetworkOfOneImage
{
    public const int Side = 1024;

    private ServiceKernel _kernel = null!;
    private ServiceKernel _onnxRuntime = null!;
    private ServiceKernel _eightBits = null!;
    private int _tiles;

    [GlobalSetup]
    public void Load()
    {
        var options = new InferenceOptions();
        var grid = TileGrid.Cut(Side, Side, 16, options.MaxTileSide, options.TileOverlap);
        var (bundle, height, width) = (Path.Combine("models", "unet-extended"), grid.Rows.Side, grid.Columns.Side);
        _tiles = grid.Count;
        _kernel = new ServiceKernel(bundle, height, width);
        _onnxRuntime = new ServiceKernel(bundle, height, width, CpuKernel.OnnxRuntime);
        _eightBits = new ServiceKernel(bundle + "-int8", height, width);
    }

    [GlobalCleanup]
    public void CleanUp()
    {
        _kernel.Dispose();
        _onnxRuntime.Dispose();
        _eightBits.Dispose();
    }

    [Benchmark]
    public void Kernel() => Run(_kernel);

    [Benchmark]
    public void OnnxRuntime() => Run(_onnxRuntime);

    [Benchmark]
    public void EightBits() => Run(_eightBits);

    private void Run(ServiceKernel network)
    {
        for (var tile = 0; tile < _tiles; tile++)
            network.Run();
    }
}
