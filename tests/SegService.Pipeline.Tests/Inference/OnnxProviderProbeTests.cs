using Microsoft.Extensions.Options;
using SegService.OnnxWriter;
using SegService.Pipeline.Inference;
using SegService.TestKit;

namespace SegService.Pipeline.Tests.Inference;

public sealed class OnnxProviderProbeTests
{
    private readonly OnnxProviderProbe _probe = new(Options.Create(new InferenceOptions()));

    [Fact]
    public void The_embedded_graph_is_what_the_graph_writer_writes()
    {
        var graph = new OnnxGraph("probe");
        graph.Output("y", graph.Input("x", "n"), "n");

        Assert.Equal(OnnxProviderProbe.IdentityGraph, Convert.ToBase64String(graph.Bytes()));
    }

    [Fact]
    public void The_cpu_always_runs() => Assert.Null(_probe.WhatIsMissing(InferenceDevice.Cpu));

    [Theory]
    [InlineData(ExecutionProvider.Cuda)]
    [InlineData(ExecutionProvider.TensorRt)]
    public void Without_gpu_the_answer_says_what_is_missing(ExecutionProvider provider)
    {
        Assert.SkipWhen(File.Exists("/dev/nvidia0"), "this machine has a GPU");

        var missing = _probe.WhatIsMissing(new InferenceDevice(provider, 0));

        Assert.NotNull(missing);
        Assert.True(missing.Contains("Gpu=true") || missing.Contains("NVIDIA driver"), missing);
    }
}
