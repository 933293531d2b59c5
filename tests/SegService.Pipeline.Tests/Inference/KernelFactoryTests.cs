using SegService.Pipeline.Inference;
using SegService.Pipeline.Inference.Winograd;
using SegService.Pipeline.Models;
using SegService.Pipeline.Tests.Inference.Winograd;

namespace SegService.Pipeline.Tests.Inference;

public sealed class KernelFactoryTests
{
    private static readonly MapKind[] Heads = [MapKind.Nucleus, MapKind.Border, MapKind.Marker];

    private static Type Kind(CpuKernel kernel, byte[] graph)
    {
        using var created = Assert.Single(Kernels.Create(kernel, graph, Heads).Value);
        return created.GetType();
    }

    [Fact]
    public void A_network_that_the_Winograd_kernel_knows_is_run_by_it_where_the_processor_is_fast_at_it() =>
        Assert.Equal(WinogradKernel.IsFast ? typeof(WinogradKernel) : typeof(OnnxKernel),
            Kind(CpuKernel.Auto, RandomNetwork.Of(seed: 1, channels: 3, width: 16)));

    [Fact]
    public void ONNX_Runtime_runs_it_where_that_is_asked_for() =>
        Assert.Equal(typeof(OnnxKernel), Kind(CpuKernel.OnnxRuntime, RandomNetwork.Of(seed: 1, channels: 3, width: 16)));

    [Fact]
    public void ONNX_Runtime_runs_what_the_Winograd_kernel_does_not_know() =>
        Assert.Equal(typeof(OnnxKernel), Kind(CpuKernel.Auto, RandomNetwork.Of((_, image, network) => network.Convolution(image, 3, 3, side: 5))));

    [Fact]
    public void A_graph_that_does_not_fit_its_bundle_is_refused_whatever_would_run_it() =>
        Assert.Equal(FailureKind.ModelFault, Kernels.Create(CpuKernel.Auto, RandomNetwork.Of(seed: 1, channels: 4, width: 16), Heads).Failure?.Kind);
}
