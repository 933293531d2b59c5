using Microsoft.Extensions.Logging.Abstractions;
using SegService.Pipeline.Inference;
using SegService.Pipeline.Models;
using SegService.Pipeline.Preprocessing;

namespace SegService.Benchmarks.Service;

/// <summary>A network as the service runs it on this machine, over the same noise again and again.</summary>
internal sealed class ServiceKernel : IDisposable
{
    private readonly IInferenceKernel _kernel;
    private readonly TileShape _shape;
    private readonly float[] _tile;
    private readonly float[] _maps;

    /// <param name="folder">The bundle.</param>
    /// <param name="height">Pixels of a tile.</param>
    /// <param name="width">Pixels of a tile.</param>
    /// <param name="kernel">What runs it on the CPU.</param>
    public ServiceKernel(string folder, int height, int width, CpuKernel kernel = CpuKernel.Auto)
    {
        var (bundle, graph) = ModelBundleFile.Read(folder).Value;
        var options = Microsoft.Extensions.Options.Options.Create(new InferenceOptions { CpuKernel = kernel });
        var devices = new InferenceDevices(options, new OnnxProviderProbe(options), NullLogger<InferenceDevices>.Instance);
        _kernel = new KernelFactory(devices, options).Create(bundle, graph).Value[0];
        _shape = new TileShape(ViewStack.Create(bundle.Input.Views).Channels, height, width);
        _maps = new float[bundle.Outputs.Count * _shape.Pixels];
        _tile = new float[_shape.Elements];
        var noise = new Random(1);
        foreach (ref var value in _tile.AsSpan())
            value = (2 * noise.NextSingle()) - 1;
    }

    /// <summary>One tile on the caller's thread.</summary>
    public void Run() => _kernel.Run(1, _shape, _tile, _maps);

    public void Dispose() => _kernel.Dispose();
}
